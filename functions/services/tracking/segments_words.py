"""Events in the words of other senders, in those of Segment.

They are Google Analytics 4's, those of the data layer of a tag manager, and ids in other spellings.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from functions.domain import orders
from functions.domain.event_names import EVENTS as SEGMENTS_EVENTS
from functions.domain.event_names import LISTS, ORDERS_NAMES, PRODUCTS_NAMES, WRAPPINGS
from functions.domain.reading.texts import is_absent, products_of
from functions.domain.reading.unreadable import Unreadable
from functions.errors import Invalid
from functions.schemas.json_values import checked_json
from functions.services.tracking.wrapped_words import (
    line_unwrapped,
    order_unwrapped,
    without_variants_again,
)

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
_MAX_NAME = 100
_LEVELS = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")
# https://developers.google.com/analytics/devguides/collection/ga4/reference/events
_NAMES = {"item_name": "name", "item_brand": "brand", "item_variant": "variant"}
# The parts of the data layer of Universal Analytics, each with products and maybe with an order:
# https://developers.google.com/analytics/devguides/collection/ua/gtm/enhanced-ecommerce
_ACTIONS = ("purchase", "refund", "add", "remove", "detail", "click", "checkout")
_IDS = ("sku", "product_id", "item_id")
_ID_ALONE = {"product_id": ("id",)}
_ORDER_ALONE = {"order_id": ("id", "number")}
# Of a refund, `id` may as well be its own.
_ORDERS = orders.NAMES - {"Order Refunded"}
_OTHERS = frozenset(
    name
    for known in (ORDERS_NAMES, PRODUCTS_NAMES, _ID_ALONE, _ORDER_ALONE)
    for others in known.values()
    for name in others
)
_FOREIGN = frozenset((*_NAMES, *_LEVELS, *_OTHERS, *WRAPPINGS))
"""Names of a product's properties that are not Segment's."""
_OF_ONE = frozenset(name for name in SEGMENTS_EVENTS if "Product " in name) - {
    "Product List Viewed", "Product List Filtered",
}  # fmt: skip
"""Events of one product."""
_READ = frozenset(("ecommerce", "products", *LISTS, *WRAPPINGS, *_OTHERS))
"""Without any of these names, properties stay as they are."""


# Of version 1 of Segment's specification, which has the verb first.
_VERB_FIRST = ("Viewed Product", "Added Product", "Removed Product", "Completed Order",
               "Viewed Promotion", "Clicked Promotion", "Viewed Checkout Step",
               "Completed Checkout Step")  # fmt: skip
_SEPARATORS = re.compile(r"[\s_.-]+")


def _spelling(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


_SPELLINGS = {
    **{_spelling(name): name for name in SEGMENTS_EVENTS},
    **{_spelling(name): " ".join([*name.split()[1:], name.split()[0]]) for name in _VERB_FIRST},
    "ordercanceled": "Order Cancelled",
}


def meant_by(name: str) -> str:
    """Segment's name of an event that has another one, or another case and separators.

    `purchase`, `order_completed` and `Completed Order` are `Order Completed`; others stay.
    """
    return _meant_by(name) if len(name) <= _MAX_NAME else name


@lru_cache(1_000)
def _meant_by(name: str) -> str:
    plain = name.strip()
    return EVENTS.get(plain) or _SPELLINGS.get(_spelling(plain)) or name


def in_segments_words(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with Segment's names of the event and of what it is about; others as they are."""
    name, properties = entry.get("event"), entry.get("properties")
    meant = meant_by(name) if isinstance(name, str) else None
    if meant not in SEGMENTS_EVENTS:
        return entry
    if isinstance(properties, str) and properties.lstrip().startswith("{"):
        with suppress(ValueError, RecursionError, Invalid):
            inner = json.loads(properties)
            checked_json(inner)
            properties = inner
    if isinstance(properties, dict):
        return {**entry, "event": meant, "properties": _properties(properties, meant)}
    return {**entry, "event": meant}


def _properties(given: dict[str, Any], event: str) -> dict[str, Any]:
    if _READ.isdisjoint(given):
        return given
    inner = given.get("ecommerce")
    found = {**_data_layer(inner), **given} if isinstance(inner, dict) else dict(given)
    found.pop("ecommerce", None)
    # With one product that is added, a cart is what it was added to.
    whole = event in orders.NAMES or event.startswith(("Checkout", "Cart"))
    if whole:
        found = order_unwrapped(found)
    _name(found, ORDERS_NAMES)
    for name in LISTS if whole else LISTS[:2]:
        if is_absent(found.get("products")) and isinstance(found.get(name), list | dict):
            found["products"] = found.pop(name)
    if is_absent(found.get("products")):
        found = line_unwrapped(found)
    else:
        with suppress(Unreadable):
            lines = without_variants_again(products_of(found["products"]))
            found["products"] = [_product(each) for each in lines]
    _name(found, PRODUCTS_NAMES)
    if event in _ORDERS:
        _name(found, _ORDER_ALONE)
    elif event in _OF_ONE and all(is_absent(found.get(name)) for name in ("products", *_IDS)):
        _name(found, _ID_ALONE)
    return found


def _data_layer(given: dict[str, Any]) -> dict[str, Any]:
    """The properties that a data layer has in its `ecommerce`."""
    found = dict(given)
    action = next((name for name in _ACTIONS if isinstance(found.get(name), dict)), None)
    if action is None:
        return found
    part = found.pop(action)
    fields = part.get("actionField")
    if isinstance(fields, dict):
        found |= {"order_id" if name == "id" else name: value for name, value in fields.items()}
    if "products" in part:
        found["products"] = part["products"]
    return found


def _product(item: Any) -> Any:
    if not isinstance(item, dict) or _FOREIGN.isdisjoint(item):
        return item
    given = line_unwrapped(item)
    found = {_NAMES.get(name, name): value for name, value in given.items() if name not in _LEVELS}
    _name(found, PRODUCTS_NAMES)
    if all(is_absent(found.get(name)) for name in _IDS):
        _name(found, _ID_ALONE)
    levels = [given[name] for name in _LEVELS if not is_absent(given.get(name))]
    return {**found, "category": levels} if levels else found


def _name(found: dict[str, Any], names: Mapping[str, tuple[str, ...]]) -> None:
    """Give properties their names of Segment's, where they stand under other ones alone."""
    if _OTHERS.isdisjoint(found):
        return
    for name, others in names.items():
        other = next((each for each in others if not _is_empty(each, found.get(each))), None)
        if other is not None and is_absent(found.get(name)):
            found[name] = found.pop(other)


def _is_empty(name: str, value: Any) -> bool:
    """Whether there is no value; 0 is none for a variant, as WooCommerce writes it."""
    return is_absent(value) or (value in (0, "0") and name in PRODUCTS_NAMES["item_id"])
