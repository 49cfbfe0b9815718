"""Orders, checkouts and carts of Shopify as entries of the tracking API."""

from collections.abc import Iterator, Mapping
from typing import Any

Payload = Mapping[str, Any]
Entry = dict[str, Any]

_CHANNELS = {"web": "web", "pos": "store", "iphone": "app", "android": "app"}
_MADE = frozenset({"orders/create", "orders/paid"})
WITHOUT_ORDER: Mapping[str, str] = {
    "orders/edited": "it has no products; orders/updated brings the order as it is now",
    "orders/delete": "it has an id alone; Shopify deletes orders that ended, and their sales stay",
}
"""Topics of orders whose payload is no order, and what to do about each."""


def order_entries(topic: str, order: Payload) -> Iterator[Entry]:
    """Yield the events of an order; reported again, it changes nothing. Other topics are updates.

    Refunds come with each later report of their order, and count once by their ids. An order has
    the name that the shop's export of orders has in its first column.
    """
    name = "Order Completed" if topic in _MADE else "Order Updated"
    if topic == "orders/cancelled" or order.get("cancelled_at"):
        name = "Order Cancelled"
    elif topic in WITHOUT_ORDER:
        return
    at = order.get("processed_at") or order.get("created_at")
    if name != "Order Completed":
        at = order.get("cancelled_at") or order.get("updated_at") or at
    money = {
        "total": order.get("total_price"),
        "tax": order.get("total_tax"),
        "discount": order.get("total_discounts"),
        "shipping": _shop_money(order.get("total_shipping_price_set")),
        "discounts": _list(order.get("discount_codes")),
        "payments": [{"method": each} for each in _list(order.get("payment_gateway_names"))],
    }
    given = {**money, "products": [_line(each) for each in _list(order.get("line_items"))]}
    if name == "Order Cancelled":
        given = {}
    yield _entry(name, order, at, given)
    if name != "Order Cancelled":
        yield from (_refund(order, each) for each in _list(order.get("refunds")))


def checkout_entries(checkout: Payload) -> Iterator[Entry]:
    """Yield that a checkout was started, and its cart, if it came from one ("buy now" does not)."""
    lines = [_line(each) for each in _list(checkout.get("line_items"))]
    token = checkout.get("cart_token") or checkout.get("token")
    given = {"products": lines, "checkout_id": checkout.get("token")}
    at = checkout.get("updated_at") or checkout.get("created_at")
    if checkout.get("cart_token"):
        yield _entry("Cart Viewed", checkout, at, given, anonymous_id=token)
    yield _entry("Checkout Started", checkout, at, given, anonymous_id=token)


def cart_entries(cart: Payload) -> Iterator[Entry]:
    """Yield what is in a cart now."""
    lines = [_line(each) for each in _list(cart.get("line_items"))]
    token = cart.get("token") or cart.get("id")
    at = cart.get("updated_at") or cart.get("created_at")
    yield _entry("Cart Viewed", cart, at, {"products": lines}, anonymous_id=token)


def _entry(
    name: str, source: Payload, at: Any, properties: Entry, *, anonymous_id: Any = None
) -> Entry:
    """An event; whose it is say the customer, else the address, else the cart or the order."""
    person = source.get("customer")
    user_id = person.get("id") if isinstance(person, Mapping) else None
    email = source.get("email") or (person.get("email") if isinstance(person, Mapping) else None)
    context: Entry = {"channel": _channel(source), "test": source.get("test")}
    if isinstance(email, str) and email.strip():
        context["externalIds"] = [{"type": "email", "id": email.strip().lower()}]
        anonymous_id = None
    order_id = source.get("name") if name.startswith("Order") else None
    key = source.get("id") or source.get("token")
    return {
        "type": "track",
        "event": name,
        "messageId": f"shopify-{name}-{key}-{at}".replace(" ", "-").lower()[:100],
        "userId": user_id,
        "anonymousId": anonymous_id,
        "timestamp": at,
        "context": context,
        "properties": {
            "order_id": order_id,
            "currency": source.get("currency"),
            "location": source.get("location_id"),
            **properties,
        },
    }


def _refund(order: Payload, refund: Payload) -> Entry:
    amounts = [
        each.get("amount")
        for each in _list(refund.get("transactions"))
        if each.get("kind") == "refund" and each.get("status") == "success"
    ]
    lines = [
        {**_line(each.get("line_item") or {}), "quantity": each.get("quantity")}
        for each in _list(refund.get("refund_line_items"))
    ]
    at = refund.get("processed_at") or refund.get("created_at")
    given: Entry = {"refund_id": refund.get("id"), "products": lines}
    if amounts:
        given["total"] = str(sum(map(_cents, amounts)) / 100)
    entry = _entry("Order Refunded", order, at, given)
    return {**entry, "messageId": f"shopify-refund-{refund.get('id')}"}


def _line(line: Payload) -> Entry:
    """A line; an item without a SKU is the variant, by which the catalogue has it."""
    discounts = [_cents(each.get("amount")) for each in _list(line.get("discount_allocations"))]
    found: Entry = {
        "sku": line.get("sku") or line.get("variant_id"),
        "product_id": line.get("product_id"),
        "quantity": line.get("quantity"),
        "price": line.get("price"),
    }
    if discounts:
        found["discount"] = str(sum(discounts) / 100)
    return found


def _channel(source: Payload) -> str | None:
    name = source.get("source_name")
    return (
        _CHANNELS.get(name, "web" if name.isdecimal() else name) if isinstance(name, str) else None
    )


def _shop_money(value: Any) -> Any:
    money = value.get("shop_money") if isinstance(value, Mapping) else None
    return money.get("amount") if isinstance(money, Mapping) else None


def _cents(value: Any) -> int:
    """An amount of Shopify, which has two decimals in every currency, in hundredths."""
    try:
        return round(float(value) * 100)
    except (TypeError, ValueError, OverflowError):
        return 0


def _list(value: Any) -> list[Any]:
    """The entries of a list; objects only, but for a list of texts."""
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, Mapping | str)]
