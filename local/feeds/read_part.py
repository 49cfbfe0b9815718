"""Read one part of a file of orders: judge each as an event, and write its line of the lake.

It runs in a process of its own, for a second core; it touches files only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from functions.domain.event import Event
from functions.domain.external_id import pseudonym_of
from functions.domain.person import Person
from functions.domain.profile import Profile, fold
from functions.domain.reading.ids import id_of
from functions.domain.reading.unreadable import Unreadable
from functions.errors import FieldFault, Invalid
from functions.ports.local.file_secrets import FileSecrets
from functions.services.access.trust import Trust
from functions.services.access.visitor_tokens import Tokens
from functions.services.tracking.entries import Delivery, Reading, to_event
from functions.stream.lake_line import lake_line
from local.feeds.import_folder import ImportFolder
from local.feeds.order_entries import later_entries, order_entry
from local.feeds.staging import Row, Staged, connect, orders_of

NEWEST = 30
"""Events of a person and family that go to the tables; the lake has all."""


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads orders of one import; `secret` makes pseudonyms of e-mail addresses."""

    folder: ImportFolder
    secret: bytes
    day_first: bool = True

    def read(self, order_id: str | None, rows: Sequence[Row]) -> list[Reading]:
        """The event of an order, and of its refund, as the tracking API would read them.

        Raises:
            Invalid: it has no id or no time, or no event can be made of it.
        """
        try:
            name = id_of(order_id or "")
        except Unreadable as error:
            raise Invalid(FieldFault("order_id", str(error))) from error
        entry = order_entry(self.folder.id, name, rows, day_first=self.day_first)
        reading = to_event(entry, self._delivery(), new_id=entry["messageId"])
        if reading.event.claimed_at is None:
            raise Invalid(FieldFault("time", "must be a time, for example 2025-01-31T12:00:00Z"))
        later = (
            to_event(each, self._delivery(), new_id=each["messageId"])
            for each in later_entries(entry, rows)
        )
        return [reading, *later]

    def _delivery(self) -> Delivery:
        return shops_delivery(self.folder.received_at, self.secret)


def shops_delivery(received_at: int, secret: bytes) -> Delivery:
    """That of history which the shop itself vouches for; `received_at` in UTC ms."""
    tokens = Tokens(FileSecrets(Path("none"), bytes), lambda: received_at, 0)
    return Delivery(
        trust=Trust(is_secret=True, shown=(), tokens=tokens),
        received_at=received_at,
        sent_at=None,
        context={},
        pseudonym=lambda id_type, name: pseudonym_of(id_type, name, secret),
        backfill=True,
    )


@dataclass(frozen=True, slots=True)
class PartRead:
    """The newest events of each person, each person's profile, and the numbers of a part.

    `stated` are the events that say more than what a person did: who they are, what they want.
    """

    newest: list[Event]
    profiles: list[tuple[Person, Profile]]
    stated: Sequence[Event]
    rows: int
    orders: int
    rejected: int
    warned: int


def read_part(reader: OrderReader, staged: Staged, part: int) -> PartRead:
    """Write the lake's lines and the rejects of a part, and give what the tables keep."""
    folder = reader.folder
    rejects: list[dict[str, Any]] = []
    people: defaultdict[Person, list[Event]] = defaultdict(list)
    numbers = {"rows": 0, "orders": 0, "rejected": 0, "warned": 0}
    with connect(folder.path / f"scratch-{part}") as connection:
        orders = orders_of(connection, staged, part)
        events = _events(orders, reader, rejects, numbers)
        folder.write_lake(part, (_line(event, people) for event in events))
    folder.write_rejects(part, rejects)
    return PartRead(newest_of(people.values()), profiles_of(people), (), **numbers)


def newest_of(people: Iterable[Sequence[Event]]) -> list[Event]:
    """The events of each person that the tables keep: the newest of each family."""
    return [
        event
        for own in people
        for family in ("c", "b")
        for event in sorted(
            (each for each in own if each.family == family), key=lambda e: e.order, reverse=True
        )[:NEWEST]
    ]


def profiles_of(people: Mapping[Person, Sequence[Event]]) -> list[tuple[Person, Profile]]:
    return [(person, fold(own)) for person, own in people.items()]


def _events(
    orders: Iterator[tuple[str | None, list[Row]]],
    reader: OrderReader,
    rejects: list[dict[str, Any]],
    numbers: dict[str, int],
) -> Iterator[Event]:
    for order_id, rows in orders:
        numbers["rows"] += len(rows)
        try:
            readings = reader.read(order_id, rows)
        except Invalid as error:
            numbers["rejected"] += 1
            faults = [asdict(each) for each in error.faults]
            rejects.append({"order_id": order_id, "rejected": True, "faults": faults, "rows": rows})
            continue
        numbers["orders"] += 1
        if faults := [asdict(each) for reading in readings for each in reading.dropped]:
            numbers["warned"] += 1
            rejects.append({"order_id": order_id, "rejected": False, "faults": faults})
        yield from (reading.event for reading in readings)


def _line(event: Event, people: defaultdict[Person, list[Event]]) -> dict[str, Any]:
    people[event.person].append(event)
    return lake_line(event)
