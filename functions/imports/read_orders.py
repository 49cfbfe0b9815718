"""Read one part of a file of orders: judge each as an event, and write its line of the lake.

It may run in a process of its own, for a second core; it touches no table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from functions.domain.reading.unreadable import Unreadable
from functions.errors import FieldFault, Invalid
from functions.imports.import_output import ImportOutput
from functions.imports.order_entries import external_ids, order_entry
from functions.imports.order_outcomes import later_entries, parted, return_entry
from functions.imports.part_read import PartRead, PartSoFar, shops_delivery
from functions.imports.plain_orders import PlainOrders
from functions.imports.staging import Row, Staged, connect, orders_of
from functions.services.tracking.details import Details
from functions.services.tracking.entries import Delivery, Reading, to_event
from functions.services.tracking.entry_context import pseudonyms_in
from functions.services.tracking.entry_order import fact_id_of

_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads orders of one import; `secret` makes pseudonyms of e-mail addresses."""

    output: ImportOutput
    secret: bytes
    day_first: bool = True

    def read(self, order_id: str | None, rows: Sequence[Row]) -> list[Reading]:
        """The event of an order, and of its refunds, as the tracking API would read them.

        Raises:
            Invalid: it has no id or no time, or no event can be made of it.
        """
        try:
            name = fact_id_of(order_id or "", zero=True)
        except Unreadable as error:
            raise Invalid(FieldFault("order_id", str(error))) from error
        found = [
            to_event(each, self._delivery(), new_id=each["messageId"])
            for each in self._entries(name, rows)
        ]
        if found[0].event.claimed_at is None:
            raise Invalid(FieldFault("time", "must be a time, for example 2025-01-31T12:00:00Z"))
        return found

    def _entries(self, order_id: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The order, and what became of it; of a receipt of returned products these alone."""
        bought, returned = parted(rows)
        order = order_entry(self.output.id, order_id, bought or rows, day_first=self.day_first)
        found = [order, *later_entries(order, rows, day_first=self.day_first)] if bought else []
        if returned:
            found.append(return_entry(order, rows, returned, day_first=self.day_first))
        return found

    def plain_orders(self) -> PlainOrders:
        """What reads orders that need no judging, in a fraction of the time of `read`."""
        names = lru_cache(_KEPT)(partial(_names_for, self._delivery()))
        return PlainOrders(self.output.id, self.output.received_at, self.day_first, names)

    def _delivery(self) -> Delivery:
        return shops_delivery(self.output.received_at, self.secret)


def _names_for(delivery: Delivery, email: str) -> tuple[str, ...]:
    """The names for an e-mail address.

    Raises:
        ValueError: it needs judging.
    """
    details = Details()
    found = pseudonyms_in({"externalIds": external_ids(email)}, delivery.pseudonym, details)
    if details.dropped:
        raise ValueError(details.dropped[0].reason)
    return found


def read_orders(reader: OrderReader, staged: Staged, part: int) -> PartRead:
    """Write the lake's lines and the rejects of a part, and give what the tables keep."""
    output, read = reader.output, PartSoFar()
    with connect(output.scratch / f"spill-{part}") as connection:
        orders = orders_of(connection, staged, part)
        output.write_lake(part, _lines(orders, reader, read))
    output.write_rejects(part, read.rejects)
    return read.result()


def _lines(
    orders: Iterator[tuple[str | None, list[Row]]], reader: OrderReader, read: PartSoFar
) -> Iterator[bytes]:
    """Yield the lake's lines of orders, and note the rest in `read`."""
    plain_orders = reader.plain_orders()
    for order_id, rows in orders:
        read.rows += len(rows)
        if plain := plain_orders.read(order_id, rows):
            read.accept_plain(plain.event)
            yield plain.line
            continue
        where = {"order_id": order_id}
        try:
            readings = reader.read(order_id, rows)
        except Invalid as error:
            read.refuse(where, error, rows=rows)
            continue
        plain_orders.learn(rows, readings)
        read.accept(where, [each for reading in readings for each in reading.dropped])
        yield from (read.line(reading.event) for reading in readings)
