"""The heaviest person that the API admits, and a light one, written straight into the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from functions.bootstrap import Services
from functions.domain.event import Event, EventItem
from functions.domain.identity import END_OF_TIME, Link
from functions.domain.names import Names, Spans
from functions.domain.person import Person, customer, visitor
from functions.domain.signals import kind_of
from functions.storage.batches import put_all
from functions.storage.event_rows import Row, to_rows
from functions.storage.keys.event_keys import event_key

_MINUTE = 60_000
_YEAR = 365 * 86_400_000
_LONG_ID = 200
_CHUNK = 500
NAMES = 20
DEVICES = 5
# How often a shared device went to another customer and back, long ago.
_TURNS = 100
_TURN = 60_000


@dataclass(frozen=True, slots=True)
class Amounts:
    """A person's numbers of events: browsing and commerce, large carts, events of 2099."""

    browse: int
    commerce: int
    fat: int
    future: int


HEAVY = Amounts(browse=17_475, commerce=2_000, fat=525, future=2_500)
LIGHT = Amounts(browse=30, commerce=8, fat=0, future=0)


def names_of(user_id: str, *, joined: int = NAMES, devices: int = DEVICES) -> Names:
    """Aliases and external ids, half each, and devices; the first one is shared, turn by turn."""
    cards = [visitor(f"id:card:{user_id}-{n:052d}") for n in range(joined // 2)]
    own_devices = [visitor(f"{user_id}-device-{n:024d}") for n in range(devices)]
    turns = [(n * _TURN, n * _TURN + _TURN // 2) for n in range(_TURNS)]
    linked: dict[Person, Spans] = dict.fromkeys([*cards, *own_devices], ((0, END_OF_TIME),))
    linked[own_devices[0]] = (*turns, (_TURNS * _TURN, END_OF_TIME))
    return Names(
        user_id,
        aliases=tuple(f"{user_id}-was-{n}" for n in range(joined // 2)),
        linked=linked,
        activity=dict.fromkeys(linked, END_OF_TIME - 1),
    )


def join(services: Services, names: Names) -> None:
    """Write the names as an alias, and identifies, would."""
    identity = services.storage.identity
    identity.write(names=[names])
    if names.aliases:
        identity.write(names=[Names(a, moved_to=names.user_id) for a in names.aliases])
    owners = {person: ([Link(person, names.user_id, 0)], 0) for person in names.linked}
    identity.write(owners=owners)


def events_of(names: Names, amounts: Amounts, now: int) -> Iterator[Event]:
    """Yield the events of a person, back from `now` (ms)."""
    people = [*map(customer, names.user_ids), *names.linked]
    for n in range(amounts.browse):
        at = now - (n + 10) * _MINUTE
        yield _event(f"b{n}", "Product Viewed", people[n % len(people)], at, f"item-{n % 997}")
    for n in range(amounts.commerce):
        name = ("Product Added", "Product Added", "Product Added to Wishlist", "Order Completed")
        at = now - (n + 10) * 7 * _MINUTE
        yield _event(f"c{n}", name[n % 4], people[n % len(people)], at, f"item-{n % 397}")
    for n in range(amounts.fat):
        items = [f"{n * 100 + i:0{_LONG_ID}d}" for i in range(100)]
        yield _event(f"f{n}", "Cart Viewed", people[0], now - (n + 10) * _MINUTE, *items)
    for n in range(amounts.future):
        claimed = now + 74 * _YEAR + n
        yield _event(f"y{n}", "Product Added", people[0], now - 1 - n, "item-1", claimed=claimed)


def store(services: Services, events: Iterator[Event]) -> None:
    """Write the rows without the conditions that the API would read them by: they are new."""
    client = services.writing_client
    rows: list[Row] = []
    for event in events:
        rows += [row for row in to_rows(event, event_key(event)) if row]
        if len(rows) >= _CHUNK:
            put_all(client, services.settings.events_table, rows)
            rows = []
    put_all(client, services.settings.events_table, rows)


def _event(
    message_id: str, name: str, person: Person, at: int, *items: str, claimed: int | None = None
) -> Event:
    return Event(
        message_id=f"{person.id[-8:]}-{message_id}",
        person=person,
        type="track",
        name=name,
        kind=kind_of(name),
        channel="web",
        claimed_at=at if claimed is None else claimed,
        at=at,
        received_at=at,
        vouched_by="shop",
        items=tuple(EventItem(item, price=Decimal("2.5")) for item in items),
        order_id=f"order-{message_id}" if name.startswith("Order") else None,
        properties={"note": "x" * 40},
    )
