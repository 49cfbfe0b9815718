"""The price of an item at a time, by what it was put with: a sale begins and ends by itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from functions.domain.item import Item
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable

REGULAR, ON_SALE, FROM, UNTIL = "regular_price", "sale_price", "sale_from", "sale_until"
"""Attributes of an item with a sale whose beginning or end is known; times in ISO 8601."""


def price_at(price: float | None, attributes: Mapping[str, Any], now: int) -> float | None:
    """The price at `now` (UTC ms) of an item that has `price`, which is that of its last write."""
    if FROM not in attributes and UNTIL not in attributes:
        return price
    try:
        start, end = (time_of(attributes[n]) if n in attributes else None for n in (FROM, UNTIL))
        sale, regular = float(attributes[ON_SALE]), float(attributes[REGULAR])
    except (Unreadable, KeyError, TypeError, ValueError):  # the shop's own attributes
        return price
    on_sale = (start is None or start <= now) and (end is None or now < end)
    return sale if on_sale else regular


def item_at(item: Item, now: int) -> Item:
    """The item with its price at `now` (UTC ms)."""
    price = price_at(item.price, item.attributes, now)
    return item if price == item.price else replace(item, price=price)


def repriced(item: Item, now: int) -> Item | None:
    """The item to be written at `now` (UTC ms) since its price changed by itself; else None."""
    found = item_at(item, now)
    if item.deleted or found == item:
        return None
    return replace(found, version=max(now, item.version + 1))


def shown_at(shown: dict[str, Any], now: int) -> dict[str, Any]:
    """What is shown of an item, with its price at `now` (UTC ms)."""
    attributes = shown.get("attributes")
    if not attributes:
        return shown
    return {**shown, "price": price_at(shown.get("price"), attributes, now)}


def later_edges(start: int | None, end: int | None, now: int) -> dict[str, str]:
    """The attributes that name the edges of a sale that come after `now`; all in UTC ms."""
    edges = {FROM: start, UNTIL: end}
    return {name: _iso(at) for name, at in edges.items() if at is not None and at > now}


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
