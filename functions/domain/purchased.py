"""What a person bought, item by item: how often, when last and at what intervals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import fsum
from typing import NamedTuple

from functions.domain.event import Event
from functions.domain.order import Order
from functions.domain.order_reports import COMPLETED, fact_of
from functions.domain.orders import NAMES, orders_in

MAX_PURCHASED = 200
FADING_DAYS = 90.0
_DAY_MS = 86_400_000


class Purchased(NamedTuple):
    """In how many orders an item stood, and the day (since 1970) of the last one.

    `span` is the days from the first order to the last; `faded` what the count has lost by then,
    each order being worth half after `FADING_DAYS`, to two digits at each fold. The model's ranker
    derives the repurchase interval from both.
    """

    item_id: str
    count: int  # type: ignore[assignment] # hides a method of tuples
    last_day: int
    span: int = 0
    faded: float = 0.0


def bought(orders: Iterable[Order]) -> list[Purchased]:
    """What the shop says was bought and was not brought back; a browser's order is no purchase."""
    return [
        Purchased(line.item_id, 1, order.at // _DAY_MS)
        for order in orders
        if order.verified and order.learn
        for line in order.lines
        if line.quantity
    ]


def bought_in(events: Iterable[Event]) -> list[Purchased]:
    """The same of the orders in these events.

    An order that the shop reports once, as most are, is not put together first.
    """
    reported: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.name in NAMES:
            reported[fact_of(event)].append(event)
    purchases: list[Purchased] = []
    others: list[Event] = []
    for reports in reported.values():
        if len(reports) == 1 and reports[0].name == COMPLETED:
            purchases += _bought_by(reports[0])
        else:
            others += reports
    return [*purchases, *bought(orders_in(others))]


def _bought_by(event: Event) -> list[Purchased]:
    if not (event.verified and event.learn):
        return []
    day = event.at // _DAY_MS
    items = dict.fromkeys([item.item_id for item in event.items if item.quantity])
    return [Purchased(item_id, 1, day) for item_id in items]


def most_bought(parts: Iterable[Purchased]) -> tuple[Purchased, ...]:
    """The items bought most, each as one; of as many orders the one bought last."""
    by_item: defaultdict[str, list[Purchased]] = defaultdict(list)
    for each in parts:
        by_item[each.item_id].append(each)
    kept = (_together(each) for each in by_item.values())
    ranked = sorted(kept, key=lambda p: (-p.count, -p.last_day, p.item_id))
    return tuple(ranked[:MAX_PURCHASED])


def _together(parts: Sequence[Purchased]) -> Purchased:
    """One item's orders as one, the same whatever order they come in."""
    if len(parts) == 1:
        return parts[0]
    last = max(each.last_day for each in parts)
    first = min(each.last_day - each.span for each in parts)
    count = sum(each.count for each in parts)
    left = fsum(_left(each, last) for each in parts)
    faded = round(max(count - left, 0.0), 2)
    return Purchased(parts[0].item_id, count, last, last - first, faded)


def _left(part: Purchased, day: int) -> float:
    return (part.count - part.faded) * float(0.5 ** ((day - part.last_day) / FADING_DAYS))
