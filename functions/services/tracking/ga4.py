"""Events in the words of Google Analytics 4, as tag managers send them, in those of Segment."""

from collections.abc import Mapping
from typing import Any

from functions.domain.reading.texts import is_absent

EVENTS: Mapping[str, str] = {
    "view_item": "Product Viewed",
    "select_item": "Product Clicked",
    "add_to_wishlist": "Product Added to Wishlist",
    "add_to_cart": "Product Added",
    "remove_from_cart": "Product Removed",
    "view_cart": "Cart Viewed",
    "begin_checkout": "Checkout Started",
    "add_payment_info": "Payment Info Entered",
    "purchase": "Order Completed",
    "refund": "Order Refunded",
}
_LEVELS = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")
# https://developers.google.com/analytics/devguides/collection/ga4/reference/events
_NAMES = {"item_name": "name", "item_brand": "brand", "item_variant": "variant"}


def in_segments_words(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with Segment's names of the event and of what it is about; others as they are."""
    name, properties = entry.get("event"), entry.get("properties")
    if not isinstance(name, str) or name not in EVENTS:
        return entry
    if not isinstance(properties, dict):
        return {**entry, "event": EVENTS[name]}
    renamed = dict(properties)
    if is_absent(renamed.get("order_id")) and "transaction_id" in renamed:
        renamed["order_id"] = renamed.pop("transaction_id")
    if is_absent(renamed.get("products")) and isinstance(renamed.get("items"), list):
        renamed["products"] = [_product(each) for each in renamed.pop("items")]
    return {**entry, "event": EVENTS[name], "properties": renamed}


def _product(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    kept = {_NAMES.get(name, name): value for name, value in item.items() if name not in _LEVELS}
    levels = [item[name] for name in _LEVELS if not is_absent(item.get(name))]
    return {**kept, "category": levels} if levels else kept
