"""Baskets as the events that a till sends: orders of known customers, in a store."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from math import isnan
from typing import Any

from functions.domain.event import Event, EventItem
from functions.domain.person import customer
from functions.domain.signals import kind_of
from local.demo.journey import Journey
from model.durations import DAY_MS

CHANNEL = "store"
EVENT = "Order Completed"


def newest_orders(journey: Journey, *, days: int, now: int) -> Iterator[Event]:
    """The orders of the newest `days` days, household by household; arrived at `now` (UTC ms)."""
    since = int(journey.lines["at"].max()) - days * DAY_MS
    categories = journey.products.set_index("product_id")["product_category"].dropna().to_dict()
    lines = journey.lines[journey.lines["at"] > since].sort_values(
        ["household_id", "at", "basket_id", "product_id"]
    )
    rows = lines[
        ["basket_id", "household_id", "store_id", "at", "product_id", "quantity", "price"]
    ].itertuples(index=False)
    for _, basket in groupby(rows, key=lambda row: row.basket_id):
        yield _order(list(basket), categories, now)


def _order(lines: list[Any], categories: dict[int, str], now: int) -> Event:
    first = lines[0]
    household = str(first.household_id)
    return Event(
        message_id=f"journey-{first.basket_id}",
        person=customer(household),
        type="track",
        name=EVENT,
        kind=kind_of(EVENT),
        channel=CHANNEL,
        claimed_at=int(first.at),
        at=int(first.at),
        received_at=now,
        vouched_by="shop",
        user_id=household,
        items=tuple(_item(line, categories) for line in lines),
        order_id=str(first.basket_id),
        location=f"store-{first.store_id}",
    )


def _item(line: Any, categories: dict[int, str]) -> EventItem:
    return EventItem(
        item_id=str(line.product_id),
        quantity=Decimal(int(line.quantity)),
        price=None if isnan(line.price) else Decimal(str(line.price)),
        category=categories.get(line.product_id),
    )
