"""What people have in mind to buy: items of carts and wish lists, as rows by item.

A row is a hint: the decision looks at it again, and at the item. So a row too many does no harm; a
row that an older event deleted would, and therefore rows have times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from functions.domain import cart, wishlist
from functions.domain.event import Event
from functions.domain.order_reports import COMPLETED
from functions.domain.person import Person

Change = Literal["gained", "left"]
LIFETIME_S = 90 * 86_400
# Of one event; a small request causes no large number of writes.
MAX_ITEMS = 40
_GAINED = frozenset({*cart.ADDS, cart.VIEWED, wishlist.ADDED})
_LEFT = frozenset({cart.REMOVED, "Product Removed from Wishlist", COMPLETED})


@dataclass(frozen=True, slots=True)
class Interest:
    """`person` has an item in mind since `at` (UTC ms), by the newest event that says so."""

    item_id: str
    person: Person
    at: int


def may_interest(event: Event) -> bool:
    """Whether an event may have made a row."""
    return event.name in _GAINED


def changes(events: Iterable[Event]) -> dict[Interest, Change]:
    """The newest change of each person and item that these events say, in any order.

    History and tests change nothing.
    """
    newest: dict[tuple[Person, str], tuple[Interest, Change]] = {}
    for event in sorted(events, key=lambda each: each.order):
        change = _change(event)
        if change is None:
            continue
        for item_id in list(dict.fromkeys(item.item_id for item in event.items))[:MAX_ITEMS]:
            interest = Interest(item_id, event.person, event.at)
            newest[event.person, item_id] = (interest, change)
    return dict(newest.values())


def _change(event: Event) -> Change | None:
    if event.backfill or event.context.get("test") is True:
        return None
    if event.name in _GAINED:
        return "gained"
    return "left" if event.name in _LEFT else None
