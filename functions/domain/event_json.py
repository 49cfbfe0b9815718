"""The parts of an event that hold decimals, as JSON and back; a number of JSON is exact there."""

from collections.abc import Mapping
from typing import Any

from functions.domain.event import EventItem
from functions.domain.order_details import Discount, OrderDetails, Payment
from functions.domain.reading.numbers import from_json_number, json_number


def item_json(item: EventItem) -> dict[str, Any]:
    """One line; a missing field is None."""
    return {
        "item_id": item.item_id,
        "group_id": item.group_id,
        "quantity": json_number(item.quantity),
        "price": None if item.price is None else json_number(item.price),
        "category": item.category,
        "discount": item.discount,
    }


def item_from_json(value: Mapping[str, Any]) -> EventItem:
    price = value.get("price")
    return EventItem(
        item_id=value["item_id"],
        group_id=value.get("group_id"),
        quantity=from_json_number(value.get("quantity", 1)),
        price=None if price is None else from_json_number(price),
        category=value.get("category"),
        discount=value.get("discount"),
    )


def order_json(order: OrderDetails) -> dict[str, Any]:
    """What a sender reported of an order; a part that it left out is None."""
    payments, discounts = order.payments, order.discounts
    return {
        "currency": order.currency,
        "total": order.total,
        "shipping": order.shipping,
        "tax": order.tax,
        "discount": order.discount,
        "payments": None
        if payments is None
        else [{"method": each.method, "amount": each.amount} for each in payments],
        "discounts": None
        if discounts is None
        else [{"offer": d.offer, "code": d.code, "amount": d.amount} for d in discounts],
        "refund_id": order.refund_id,
    }


def order_from_json(value: Mapping[str, Any]) -> OrderDetails:
    payments, discounts = value.get("payments"), value.get("discounts")
    return OrderDetails(
        currency=value.get("currency"),
        total=value.get("total"),
        shipping=value.get("shipping"),
        tax=value.get("tax"),
        discount=value.get("discount"),
        payments=None if payments is None else tuple(Payment(**each) for each in payments),
        discounts=None if discounts is None else tuple(Discount(**each) for each in discounts),
        refund_id=value.get("refund_id"),
    )
