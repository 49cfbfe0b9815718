"""Orders as facts: an order that is reported several times is one order.

Browser and back end may both report it. Where the shop itself (verified) reported an
order, browsers' reports of it do not count. `Order Updated` replaces what it names, `Order
Refunded` takes back the whole or its products, `Order Cancelled` takes back the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from functions.domain.event import Event
from functions.domain.money import amount_of, currency_of

Status = Literal["completed", "partly_refunded", "refunded", "cancelled"]

COMPLETED = "Order Completed"
_STATES = {COMPLETED, "Order Updated"}
_TAKES_BACK = {"Order Refunded", "Order Cancelled"}
NAMES = frozenset(_STATES | _TAKES_BACK)
SHORT_BYTES = 48


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An item of an order; `quantity` is what is left of it after refunds, `price` per unit."""

    item_id: str
    quantity: int
    price: float | None


@dataclass(frozen=True, slots=True)
class Order:
    """`total` is what is left of it after refunds; `message_ids` name the events it is made of.

    `at` is when it was made, UTC ms. `learn` is False when it was made by a crawler or by
    a person who objects to being learned from.
    """

    order_id: str
    at: int
    verified: bool
    status: Status
    lines: tuple[OrderLine, ...]
    total: float
    currency: str | None
    channel: str
    location: str | None
    learn: bool
    message_ids: frozenset[str]


def orders_in(events: Iterable[Event]) -> list[Order]:
    """The orders that these events tell of, newest first; the events may come in any order.

    What takes back an order that none of them tells of changes nothing.
    """
    reported: defaultdict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        if event.name in NAMES:
            reported[fact_of(event)][event.message_id] = event
    orders = (_order(list(reports.values())) for reports in reported.values())
    return sorted((o for o in orders if o), key=lambda o: (o.at, o.order_id), reverse=True)


def fact_of(event: Event) -> str:
    """The order that an event is about; one that names none is an order of its own."""
    return short_order_id(event.order_id) if event.order_id else event.message_id


def short_order_id(order_id: str) -> str:
    """The id, or of a long one its digest, which is what a compact row keeps."""
    name = order_id.encode()
    return order_id if len(name) <= SHORT_BYTES else f"~{sha256(name).hexdigest()[:32]}"


def repeated_reports(events: Sequence[Event]) -> set[str]:
    """Message ids of reports that repeat another report, which counts."""
    counts: dict[str, Event] = {}
    again: set[str] = set()
    for event in sorted(events, key=lambda e: (not e.verified, e.order)):
        if event.name == COMPLETED:
            first = counts.setdefault(fact_of(event), event)
            if first.message_id != event.message_id:
                again.add(event.message_id)
    return again


def _order(reports: Sequence[Event]) -> Order | None:
    verified = any(event.verified for event in reports if event.name in _STATES)
    counted = sorted(
        (event for event in reports if event.verified or not verified),
        key=lambda e: (e.name in _TAKES_BACK, e.order),
    )
    order: Order | None = None
    for event in counted:
        if event.name in _STATES:
            order = _updated(order, event) if order else _made(event)
        elif order:
            order = _taken_back(order, event)
    return replace(order, message_ids=frozenset(e.message_id for e in reports)) if order else None


def _made(event: Event) -> Order:
    lines = _lines(event)
    return Order(
        order_id=event.order_id or event.message_id,
        at=event.at,
        verified=event.verified,
        status="completed",
        lines=lines,
        total=_total(event, lines) or 0.0,
        currency=currency_of(event),
        channel=event.channel,
        location=event.location,
        learn=event.learn,
        message_ids=frozenset(),
    )


def _updated(order: Order, event: Event) -> Order:
    lines = _lines(event) or order.lines
    total = _total(event, lines if event.items else ())
    return replace(
        order,
        lines=lines,
        total=order.total if total is None else total,
        currency=currency_of(event) or order.currency,
    )


def _taken_back(order: Order, event: Event) -> Order:
    if event.name == "Order Cancelled" or not event.items:
        status: Status = "cancelled" if event.name == "Order Cancelled" else "refunded"
        gone = tuple(replace(line, quantity=0) for line in order.lines)
        return replace(order, status=status, lines=gone, total=0.0)
    left = {line.item_id: line for line in order.lines}
    value = 0.0
    for item in event.items:
        line = left.get(item.item_id)
        if line:
            back = min(item.quantity, line.quantity)
            price = item.price if line.price is None else line.price
            left[item.item_id] = replace(line, quantity=line.quantity - back)
            value += back * (price or 0.0)
    lines = tuple(left.values())
    whole = not any(line.quantity for line in lines)
    total = 0.0 if whole else max(0.0, round(order.total - value, 6))
    return replace(order, status="refunded" if whole else "partly_refunded",
                   lines=lines, total=total)  # fmt: skip


def _lines(event: Event) -> tuple[OrderLine, ...]:
    """One line an item: what stands on two lines of a receipt is added up."""
    lines: dict[str, OrderLine] = {}
    for item in event.items:
        known = lines.get(item.item_id)
        quantity = item.quantity + (known.quantity if known else 0)
        price = item.price if item.price is not None or known is None else known.price
        lines[item.item_id] = OrderLine(item.item_id, quantity, price)
    return tuple(lines.values())


def _total(event: Event, lines: Sequence[OrderLine]) -> float | None:
    """What was paid as the sender says, else what the lines come to; None without any of it."""
    for name in ("total", "revenue", "value"):
        amount = amount_of(event.properties.get(name))
        if amount is not None:
            return amount
    if not lines:
        return None
    return round(sum(line.quantity * (line.price or 0.0) for line in lines), 6)
