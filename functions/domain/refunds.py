"""What refunds and cancellations take back of an order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from functions.domain.event import Event, EventItem
from functions.domain.item_names import named_alike
from functions.domain.money import major_units, minor_units
from functions.domain.order import Order, OrderLine, Refund, Status
from functions.domain.order_details import NOT_REPORTED

TAKES_BACK = frozenset({"Order Refunded", "Order Cancelled"})
_NOTHING = Decimal(0)


def taken_back(order: Order, event: Event) -> Order:
    if event.name == "Order Cancelled":
        return _ended(order, "cancelled")
    refund = _refund(event, order.currency)
    if any(each.refund_id == refund.refund_id for each in order.refunds):
        return order
    order = replace(order, refunds=(*order.refunds, refund))
    if order.status == "cancelled":
        return order  # the money of a cancelled order is paid back, which takes nothing more
    if refund.amount is None and not event.items:
        return _ended(order, "refunded")
    items = _without_prices(event.items) if refund.currency else event.items
    lines, value = _less(order.lines, items)
    if refund.amount is not None:
        value = _NOTHING if refund.currency else major_units(refund.amount, order.currency)
    total = max(_NOTHING, order.total - value)
    no_line_left = bool(event.items) and not any(line.quantity for line in lines)
    if no_line_left or (refund.amount and order.total and not total):
        return _ended(order, "refunded")
    return replace(order, status="partly_refunded", lines=lines, total=total)


def _ended(order: Order, status: Status) -> Order:
    gone = tuple(replace(line, quantity=_NOTHING) for line in order.lines)
    return replace(order, status=status, lines=gone, total=_NOTHING)


def _refund(event: Event, currency: str | None) -> Refund:
    """The refund, its amount in the minor unit of the order's `currency` unless it has another."""
    details = event.order_details or NOT_REPORTED
    amount = details.total
    is_other = None not in {currency, details.currency} and details.currency != currency
    if amount is not None and not is_other:
        amount = minor_units(major_units(amount, details.currency), currency)
    return Refund(
        refund_id=details.refund_id or event.message_id,
        at=event.at,
        amount=amount,
        location=event.location,
        items=event.items,
        currency=details.currency if is_other else None,
    )


def _without_prices(items: Iterable[EventItem]) -> tuple[EventItem, ...]:
    return tuple(replace(item, price=None) for item in items)


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
