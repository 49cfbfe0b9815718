"""Properties that senders put into objects: an order in `order`, a line's product in `product`."""

from collections.abc import Mapping
from typing import Any

from functions.domain.reading.texts import is_absent

_ORDERS = {"checkout": "checkout_id", "order": "order_id", "cart": "cart_id"}
# The variant comes first: what it says of the price counts more than what its product says.
_LINES = {
    "variant": "item_id", "productVariant": "item_id", "merchandise": "item_id",
    "product": "product_id",
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


def _unwrapped(
    outer: Mapping[str, Any], name: str, inner: Mapping[str, Any], id_name: str
) -> dict[str, Any]:
    """Both as one; what the outer object says counts, and an inner `id` is named for its object."""
    own = {key: value for key, value in outer.items() if key != name and not is_absent(value)}
    found = {key: value for key, value in inner.items() if key != "id"}
    if not is_absent(inner.get("id")):
        found.setdefault(id_name, inner["id"])
    return {**found, **own}
