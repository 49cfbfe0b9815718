"""Orders as facts: an order that is reported several times is one order.

Browser and back end may both report it. Where the shop itself (verified) reported an
order, browsers' reports of it do not count. `Order Updated` replaces what it names, `Order
Refunded` takes back an amount, its products or the whole, `Order Cancelled` takes back the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from functions.domain.event import ChannelSource, Event, EventItem
from functions.domain.item_names import named_alike
from functions.domain.money import major_units, minor_units
from functions.domain.order_details import NOT_REPORTED, OrderDetails

Status = Literal["completed", "partly_refunded", "refunded", "cancelled"]

COMPLETED = "Order Completed"
_STATES = {COMPLETED, "Order Updated"}
_TAKES_BACK = {"Order Refunded", "Order Cancelled"}
NAMES = frozenset(_STATES | _TAKES_BACK)
SHORT_BYTES = 48
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An item of an order; `quantity` is what is left of it after refunds, `price` per unit.

    `discount` is the line's share of discounts, in minor units.
    """

    item_id: str
    quantity: Decimal
    price: Decimal | None
    group_id: str | None = None
    discount: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund as reported: `amount` in minor units, None where the sender names none."""

    refund_id: str
    at: int
    amount: int | None
    location: str | None
    items: tuple[EventItem, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """`total` is what is left of it after refunds; `message_ids` name the events it is made of.

    `at` is when it was made, UTC ms. `learn` is False when it was made by a crawler or by
    a person who objects to being learned from. `details` is the money as it was reported.
    """

    order_id: str
    at: int
    verified: bool
    status: Status
    lines: tuple[OrderLine, ...]
    total: Decimal
    currency: str | None
    channel: str
    location: str | None
    learn: bool
    message_ids: frozenset[str]
    channel_source: ChannelSource = "sent"
    details: OrderDetails = NOT_REPORTED
    refunds: tuple[Refund, ...] = ()


def orders_in(events: Iterable[Event]) -> list[Order]:
    """The orders in these events, newest first; the events may come in any order.

    A return or cancellation of an order that none of them reports changes nothing.
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
    """The message ids of reports that repeat another report, which counts."""
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
    details = event.order_details or NOT_REPORTED
    total = _total(details, lines)
    return Order(
        order_id=event.order_id or event.message_id,
        at=event.at,
        verified=event.verified,
        status="completed",
        lines=lines,
        total=_NOTHING if total is None else total,
        currency=details.currency,
        channel=event.channel,
        location=event.location,
        learn=event.learn,
        message_ids=frozenset(),
        channel_source=event.channel_source,
        details=details,
    )


def _updated(order: Order, event: Event) -> Order:
    """The order with what an update names; a second report of the order itself changes nothing.

    It names the lines where the first one did not.
    """
    if event.name == COMPLETED and (order.lines or not event.items):
        return order
    lines = _lines(event) or order.lines
    news = event.order_details or NOT_REPORTED
    currency = news.currency or order.currency
    total = _total(news, lines if event.items else ())
    return replace(
        order,
        lines=lines,
        total=order.total if total is None else total,
        currency=currency,
        details=_merged(order.details, news, currency),
    )


def _merged(known: OrderDetails, news: OrderDetails, currency: str | None) -> OrderDetails:
    """What the update reports, and of what it leaves out what was known."""
    given = {
        name: getattr(known if getattr(news, name) is None else news, name)
        for name in OrderDetails.__dataclass_fields__
    }
    return OrderDetails(**{**given, "currency": currency})


def _taken_back(order: Order, event: Event) -> Order:
    if event.name == "Order Cancelled":
        return _ended(order, "cancelled")
    refund = _refund(event)
    if any(each.refund_id == refund.refund_id for each in order.refunds):
        return order
    order = replace(order, refunds=(*order.refunds, refund))
    if refund.amount is None and not event.items:
        return _ended(order, "refunded")
    lines, value = _less(order.lines, event.items)
    if refund.amount is not None:
        value = major_units(refund.amount, order.currency)
    total = max(_NOTHING, order.total - value)
    no_line_left = bool(event.items) and not any(line.quantity for line in lines)
    if no_line_left or (refund.amount and order.total and not total):
        return _ended(order, "refunded")
    return replace(order, status="partly_refunded", lines=lines, total=total)


def _ended(order: Order, status: Status) -> Order:
    gone = tuple(replace(line, quantity=_NOTHING) for line in order.lines)
    return replace(order, status=status, lines=gone, total=_NOTHING)


def _refund(event: Event) -> Refund:
    details = event.order_details or NOT_REPORTED
    return Refund(
        refund_id=details.refund_id or event.message_id,
        at=event.at,
        amount=details.total,
        location=event.location,
        items=event.items,
    )


def _less(
    lines: Sequence[OrderLine], items: Iterable[EventItem]
) -> tuple[tuple[OrderLine, ...], Decimal]:
    """The lines without what comes back, and what that cost."""
    left = {line.item_id: line for line in lines}
    value = _NOTHING
    for item in items:
        line = left.get(named_alike(item, left.values()) or "")
        if line:
            back = min(item.quantity, line.quantity)
            price = item.price if line.price is None else line.price
            left[line.item_id] = replace(line, quantity=line.quantity - back)
            value += back * (price or _NOTHING)
    return tuple(left.values()), value


def _lines(event: Event) -> tuple[OrderLine, ...]:
    """One line an item: what stands on two lines of a receipt is added up."""
    lines: dict[str, OrderLine] = {}
    for item in event.items:
        known = lines.get(item.item_id)
        quantity = item.quantity + (known.quantity if known else _NOTHING)
        price = item.price if item.price is not None or known is None else known.price
        shares = [each.discount for each in (item, known) if each and each.discount is not None]
        discount = sum(shares) if shares else None
        lines[item.item_id] = OrderLine(item.item_id, quantity, price, item.group_id, discount)
    return tuple(lines.values())


def _total(details: OrderDetails, lines: Sequence[OrderLine]) -> Decimal | None:
    """What was paid as the sender reports, else what the lines come to; None without any of it."""
    if details.total is not None:
        return major_units(details.total, details.currency)
    if not lines:
        return None
    value = sum((line.quantity * (line.price or _NOTHING) for line in lines), _NOTHING)
    return major_units(minor_units(value, details.currency), details.currency)
