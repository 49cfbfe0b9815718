"""A shop with two categories that share no item: a buyer of one is recommended that one."""

from datetime import UTC, datetime, timedelta
from typing import Any

CATEGORIES = ("coffee", "tea")
ITEMS_PER_CATEGORY = 8
CUSTOMERS_PER_CATEGORY = 20
DAYS = 40


def items() -> list[dict[str, Any]]:
    return [
        {
            "item_id": f"{category}-{number}",
            "title": f"{category} {number}",
            "category": category,
            "price": 5,
        }
        for category in CATEGORIES
        for number in range(ITEMS_PER_CATEGORY)
    ]


def orders(now: datetime) -> list[dict[str, Any]]:
    """Return orders of the days before `now`, as Segment calls; customers leave out some items."""
    return [
        _order(category, buyer, day, now - timedelta(days=DAYS - day))
        for category in CATEGORIES
        for buyer in range(CUSTOMERS_PER_CATEGORY)
        for day in range(buyer % 5, DAYS, 8)
    ]


def view(visitor: str, item_id: str) -> dict[str, Any]:
    return {
        "messageId": f"view-{visitor}-{item_id}",
        "type": "track",
        "event": "Product Viewed",
        "anonymousId": visitor,
        "timestamp": datetime.now(UTC).isoformat(),
        "properties": {"product_id": item_id},
    }


def _order(category: str, buyer: int, day: int, when: datetime) -> dict[str, Any]:
    bought = {(buyer + day + step) % ITEMS_PER_CATEGORY for step in range(3)}
    return {
        "messageId": f"order-{category}-{buyer}-{day}",
        "type": "track",
        "event": "Order Completed",
        "userId": f"{category}-lover-{buyer}",
        "timestamp": when.isoformat(),
        "properties": {
            "order_id": f"{category}-{buyer}-{day}",
            "products": [
                {
                    "product_id": f"{category}-{number}",
                    "quantity": 1,
                    "price": 5,
                    "category": category,
                }
                for number in sorted(bought)
            ],
        },
    }
