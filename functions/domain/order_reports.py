"""Which reports of one order count: one of those that repeat each other, or one for each line.

Some senders report an order by one event a line, each with the order's id. GA4, Segment and shops'
own systems send one event with all lines, and often send it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Protocol

from functions.domain.event import Event
from functions.domain.item_names import named_alike
from functions.domain.money import minor_units
from functions.domain.order_details import NOT_REPORTED, OrderDetails

COMPLETED = "Order Completed"
SHORT_BYTES = 48
# Lines of one order are sent together; a page of thanks that is opened again later is not one.
LINES_WITHIN_MS = 10 * 60_000
_NOTHING = Decimal(0)


class PricedLine(Protocol):
    """A quantity of something, at a price per unit in the currency's main unit."""

    @property
    def quantity(self) -> Decimal: ...

    @property
    def price(self) -> Decimal | None: ...


def fact_of(event: Event) -> str:
    """The order that an event is about; one that names none is an order of its own."""
    return order_key(event.order_id) if event.order_id else event.message_id


def order_key(order_id: str) -> str:
    """What all spellings of one order's id have in common: `#A-1` and `a-1` are one order.

    A shop's back end, its thank-you page and its exports write the same number differently. The
    dataset compares orders in the same way (`model/dataset/event_lines.py`).
    """
    short = short_order_id(order_id).lower()
    return short.removeprefix("#") or short


def short_order_id(order_id: str) -> str:
    """The id, or of a long one the digest of its key, which is what a compact row keeps."""
    if len(order_id.encode()) <= SHORT_BYTES:
        return order_id
    return f"~{sha256(order_id.lower().removeprefix('#').encode()).hexdigest()[:32]}"


def repeated_reports(events: Iterable[Event]) -> set[str]:
    """The message ids of reports that repeat another report, which counts."""
    by_order: defaultdict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda e: (not e.verified, e.order)):
        if event.name == COMPLETED:
            by_order[fact_of(event)].append(event)
    again: set[str] = set()
    for reports in by_order.values():
        count = {reports[0].message_id, *(each.message_id for each in separate_lines(reports))}
        again |= {each.message_id for each in reports} - count
    return again


def separate_lines(reports: Iterable[Event]) -> list[Event]:
    """The first report that names lines, and those that each add one line to it.

    `reports` are of one order, the one that counts first. A report adds its line if both have one
    line, of different items, and came by one channel, equally trusted, within `LINES_WITHIN_MS`.
    """
    lines: list[Event] = []
    for event in reports:
        if event.name == COMPLETED and event.items and (not lines or _adds(event, lines)):
            lines.append(event)
    return lines


def together(lines: Sequence[Event]) -> Event:
    """One report of all lines, as if it had been sent as one; `lines` has at least one."""
    first = lines[0]
    if len(lines) == 1:
        return first
    items = tuple(item for event in lines for item in event.items)
    return replace(first, items=items, order_details=_details(lines))


def value_of(lines: Iterable[PricedLine]) -> Decimal:
    """What lines cost by their prices, in the currency's main unit."""
    return sum((line.quantity * (line.price or _NOTHING) for line in lines), _NOTHING)


def _adds(event: Event, lines: Sequence[Event]) -> bool:
    first = lines[0]
    known = [item for each in lines for item in each.items]
    return (
        _is_one_line(first)
        and _is_one_line(event)
        and (event.channel, event.verified) == (first.channel, first.verified)
        and abs(event.at - first.at) <= LINES_WITHIN_MS
        and named_alike(event.items[0], known) is None
    )


def _is_one_line(event: Event) -> bool:
    return len(event.items) == 1 and event.kept != "cut"


def _details(lines: Sequence[Event]) -> OrderDetails:
    """The money of the whole: each report names the whole order's, or its own line's.

    It is the whole's if all reports name the same total, unless that is what each line costs.
    """
    first = lines[0].order_details or NOT_REPORTED
    stated = [each.order_details.total for each in lines if each.order_details]
    totals = [total for total in stated if total is not None]
    if not totals:
        return first
    costs = [minor_units(value_of(each.items), first.currency) for each in lines]
    if len(totals) < len(lines):
        return replace(first, total=max(*totals, sum(costs)))
    if len(set(totals)) == 1 and totals != costs:
        return first
    return replace(first, total=sum(totals))
