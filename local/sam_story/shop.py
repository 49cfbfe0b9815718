"""A shop with two tastes that share no item: whoever likes one is recommended that one."""

from datetime import UTC, datetime, timedelta
from typing import Any

TASTES = ("coffee", "tea")
ITEMS_OF_A_TASTE = 8
CUSTOMERS_OF_A_TASTE = 20
DAYS = 40


def items() -> list[dict[str, Any]]:
    return [
        {
            "item_id": f"{taste}-{number}",
            "title": f"{taste} {number}",
            "category": taste,
            "price": 5,
        }
        for taste in TASTES
        for number in range(ITEMS_OF_A_TASTE)
    ]


def orders(now: datetime) -> list[dict[str, Any]]:
    """Orders over the last weeks, in Segment's words; each customer leaves out some items."""
    return [
        _order(taste, buyer, day, now - timedelta(days=DAYS - day))
        for taste in TASTES
        for buyer in range(CUSTOMERS_OF_A_TASTE)
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


def _order(taste: str, buyer: int, day: int, when: datetime) -> dict[str, Any]:
    bought = {(buyer + day + step) % ITEMS_OF_A_TASTE for step in range(3)}
    return {
        "messageId": f"order-{taste}-{buyer}-{day}",
        "type": "track",
        "event": "Order Completed",
        "userId": f"{taste}-lover-{buyer}",
        "timestamp": when.isoformat(),
        "properties": {
            "order_id": f"{taste}-{buyer}-{day}",
            "products": [
                {"product_id": f"{taste}-{number}", "quantity": 1, "price": 5, "category": taste}
                for number in sorted(bought)
            ],
        },
    }
