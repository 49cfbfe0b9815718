"""The items that an entry names."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from functions.domain.cart import ALL, REMOVED
from functions.domain.event import ONE, EventItem
from functions.domain.money import minor_units
from functions.domain.reading.amounts import (
    amount_in,
    check_currency,
    currency_with,
    price_of_amount,
)
from functions.domain.reading.currency_signs import currency_of
from functions.domain.reading.no_value import item_id_of
from functions.domain.reading.numbers import MAX_QUANTITY, decimal_of
from functions.domain.reading.texts import category_of, is_absent, products_of
from functions.domain.signals import kind_of
from functions.schemas.limits import MAX_PRODUCTS
from functions.services.tracking.details import Details

# A quantity given back or taken out: the sign only repeats what the event's name means.
_TAKES_BACK = frozenset({"remove", "return"})
_PATH = "properties."
_IDS = ("sku", "product_id", "item_id")
ITEMS = ("products", *_IDS)
"""The properties that name products."""


def items_of(
    name: str, properties: Mapping[str, Any], currency: str | None, details: Details
) -> tuple[EventItem, ...]:
    """The lines of an event, without those that name no product."""
    listed = details.read(properties, "products", products_of, _PATH)
    if listed is not None and len(listed) > MAX_PRODUCTS:
        details.drop(f"{_PATH}products", f"may have {MAX_PRODUCTS} products", listed)
        listed = listed[:MAX_PRODUCTS]
    read = partial(_item, name=name, currency=currency, details=details)
    found = [read(each, f"{_PATH}products.{n}.") for n, each in enumerate(listed or ())]
    if not listed and any(not is_absent(properties.get(each)) for each in _IDS):
        found = [read(properties, _PATH)]
    items = tuple(item for item in found if item)
    if kind_of(name) and not items and is_absent(properties.get("order_id")):
        details.drop(f"{_PATH}product_id", f"{name} should name its product", "")
    return items


def is_stated(value: Any) -> bool:
    """Whether a sender names products, readable or not."""
    return not is_absent(value) and value not in ([], {}, "[]", "{}")


def _item(
    product: Any, path: str, *, name: str, currency: str | None, details: Details
) -> EventItem | None:
    if isinstance(product, str | int | float) and not isinstance(product, bool):
        product = {"product_id": product}
    if not isinstance(product, Mapping):
        details.drop(path.rstrip("."), "must be an object", product)
        return None
    sku, product_id, own_id = (details.read(product, each, item_id_of, path) for each in _IDS)
    item_id = sku or own_id or product_id
    if item_id is None:
        details.drop(path.rstrip("."), "must name its product, by sku or product_id", product)
        return None
    return EventItem(
        item_id=item_id,
        group_id=product_id if product_id != item_id else None,
        quantity=_quantity(product, path, name, details),
        price=details.read(
            product, "price", partial(_price, currency, product.get("currency")), path
        ),
        category=details.read(product, "category", category_of, path),
        discount=details.read(product, "discount", partial(_share, currency), path),
    )


def currency_of_line(product: Any) -> str | None:
    """The currency that a product names, or its price, of a list's product for example."""
    if not isinstance(product, Mapping):
        return None
    named = currency_with(product.get("price")) or product.get("currency")
    return Details().read({"currency": named}, "currency", currency_of)


def _quantity(product: Mapping[str, Any], path: str, name: str, details: Details) -> Decimal:
    """How many; of what is less than none, 0, but where the event takes back."""
    found = details.read(product, "quantity", decimal_of, path)
    if found is None:
        return ALL if name == REMOVED else ONE
    if found < 0 and kind_of(name) not in _TAKES_BACK:
        details.drop(f"{path}quantity", "must not be negative; it counts as 0", found)
        return Decimal(0)
    if abs(found) > MAX_QUANTITY:
        details.drop(f"{path}quantity", f"may be at most {MAX_QUANTITY}", found)
        return ONE
    return abs(found)


def _price(currency: str | None, named: Any, value: Any) -> Decimal:
    """A price in the currency of its event; `named` is what its line calls its currency."""
    check_currency(value, currency, named)
    return price_of_amount(value, currency)


def _share(currency: str | None, value: Any) -> int:
    """A line's share of discounts, without its sign: some senders subtract it, others add it up."""
    check_currency(value, currency)
    return minor_units(abs(decimal_of(amount_in(value, currency), currency)), currency)
