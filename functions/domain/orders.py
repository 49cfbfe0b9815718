"""Orders as facts: an order that is reported several times is one order.

Browser and back end may both report it. Where the shop itself (verified) reported an
order, browsers' reports of it do not count. `Order Updated` replaces what it names, `Order
Refunded` takes back an amount, its products or the whole, `Order Cancelled` takes back the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from functions.domain.event import Event, EventItem
from functions.domain.money import major_units, minor_units
from functions.domain.order import Order, OrderLine
from functions.domain.order_details import NOT_REPORTED, OrderDetails
from functions.domain.order_reports import COMPLETED, fact_of, separate_lines, together, value_of
from functions.domain.refunds import TAKES_BACK, taken_back

_STATES = {COMPLETED, "Order Updated"}
NAMES = frozenset(_STATES | TAKES_BACK)
_NOTHING = Decimal(0)


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


def _order(reports: Sequence[Event]) -> Order | None:
    verified = any(event.verified for event in reports if event.name in _STATES)
    counted = sorted(
        (event for event in reports if event.verified or not verified),
        key=lambda e: (e.name in TAKES_BACK, e.order),
    )
    order: Order | None = None
    for event in _with_lines_together(counted):
        if event.name in _STATES:
            order = _updated(order, event) if order else _made(event)
        elif order:
            order = taken_back(order, event)
    return replace(order, message_ids=frozenset(e.message_id for e in reports)) if order else None


def _with_lines_together(reports: Sequence[Event]) -> list[Event]:
    """The reports, with those of one line each as one, in the place of the first."""
    lines = separate_lines(reports)
    if len(lines) < 2:
        return list(reports)
    added = {event.message_id for event in lines[1:]}
    return [
        together(lines) if event is lines[0] else event
        for event in reports
        if event.message_id not in added
    ]


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


def _lines(event: Event) -> tuple[OrderLine, ...]:
    """One line an item: what stands on two lines of a receipt is added up."""
    lines: dict[str, OrderLine] = {}
    for item in event.items:
        known = lines.get(item.item_id)
        lines[item.item_id] = _added(known, item) if known else _line(item)
    return tuple(lines.values())


def _line(item: EventItem) -> OrderLine:
    return OrderLine(item.item_id, item.quantity, item.price, item.group_id, item.discount)


def _added(line: OrderLine, item: EventItem) -> OrderLine:
    """The line and one more of its item, at the price that both come to."""
    price = line.price if item.price is None else item.price
    if line.price is not None and price != line.price and (count := item.quantity + line.quantity):
        price = value_of((line, item)) / count
    shares = [each.discount for each in (item, line) if each.discount is not None]
    discount = sum(shares) if shares else None
    return OrderLine(item.item_id, item.quantity + line.quantity, price, item.group_id, discount)


def _total(details: OrderDetails, lines: Sequence[OrderLine]) -> Decimal | None:
    """What was paid as the sender reports, else what the lines come to; None without any of it."""
    if details.total is not None:
        return major_units(details.total, details.currency)
    if not lines:
        return None
    return major_units(minor_units(value_of(lines), details.currency), details.currency)
