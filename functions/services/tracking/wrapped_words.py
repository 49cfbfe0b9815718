"""Properties that senders put into objects: an order in `order`, a line's product in `product`."""

from collections.abc import Mapping
from typing import Any

from functions.domain.reading.texts import is_absent

_ORDERS = {"checkout": "checkout_id", "order": "order_id", "cart": "cart_id"}
# The variant comes first: what it says of the price counts more than what its product says.
_LINES = {
    "variant": "item_id", "productVariant": "item_id", "merchandise": "item_id",
    "product": "product_id", "item": "item_id",
}  # fmt: skip
"""Each wrapping, and what the `id` inside of it is."""


def order_unwrapped(given: dict[str, Any]) -> dict[str, Any]:
    """The properties with those of the order, the checkout or the cart inside of them."""
    found = given
    for name, id_name in _ORDERS.items():
        if isinstance(inner := found.get(name), Mapping):
            found = _unwrapped(found, name, inner, id_name)
    return found


def line_unwrapped(given: dict[str, Any]) -> dict[str, Any]:
    """A line with what its variant and its product say; then its `id` is only the line's."""
    found = given
    for name, id_name in _LINES.items():
        if isinstance(inner := found.get(name), Mapping):
            found = _unwrapped(found, name, inner, id_name)
    if found is not given:
        found.pop("id", None)
    return found


def without_variants_again(lines: list[Any]) -> list[Any]:
    """The lines without those that repeat their parent's SKU.

    Magento has a configurable product and, by `parent_item_id`, the variant that was chosen.
    """
    if not any(isinstance(line, Mapping) and "parent_item_id" in line for line in lines):
        return lines
    skus = {
        str(line["item_id"]): line.get("sku")
        for line in lines
        if isinstance(line, Mapping) and not is_absent(line.get("item_id"))
    }
    return [line for line in lines if not _is_variant_again(line, skus)]


def _is_variant_again(line: Any, skus: Mapping[str, Any]) -> bool:
    if not isinstance(line, Mapping) or is_absent(line.get("parent_item_id")):
        return False
    sku = line.get("sku")
    return not is_absent(sku) and skus.get(str(line["parent_item_id"])) == sku


def _unwrapped(
    outer: Mapping[str, Any], name: str, inner: Mapping[str, Any], id_name: str
) -> dict[str, Any]:
    """Both as one; what the outer object says counts, and an inner `id` is named for its object."""
    own = {key: value for key, value in outer.items() if key != name and not is_absent(value)}
    found = {key: value for key, value in inner.items() if key != "id"}
    if not is_absent(inner.get("id")):
        found.setdefault(id_name, inner["id"])
    return {**found, **own}
