"""Products and stock levels of Shopify as the catalogue takes them."""

from collections.abc import Iterator, Mapping
from typing import Any

Body = dict[str, Any]
UPDATED_AT = "updated_at"
"""An attribute: when the shop changed the product last, by which a late webhook is known."""
_ONLY_ONE = "Default Title"


def item_bodies(product: Mapping[str, Any]) -> Iterator[Body]:
    """Yield the body of an item for each variant of a product.

    Its id is the SKU, else the variant's; it is found by the variant's id and its bar code, too.
    """
    for variant in product.get("variants") or []:
        if isinstance(variant, Mapping):
            yield _body(product, variant)


def stock_name(inventory_item_id: Any) -> str:
    """The alias by which stock levels name a variant; as ids of its own kind they get a prefix."""
    return f"shopify-inventory-{inventory_item_id}"


def _body(product: Mapping[str, Any], variant: Mapping[str, Any]) -> Body:
    own, price, before = variant.get("title"), variant.get("price"), variant.get("compare_at_price")
    title = product.get("title")
    on_sale = _number(before) > _number(price) > 0
    names = [variant.get("id"), variant.get("barcode")]
    updated_at = product.get("updated_at")
    if variant.get("inventory_item_id"):
        names.append(stock_name(variant["inventory_item_id"]))
    return {
        "item_id": variant.get("sku") or variant.get("id"),
        "group_id": product.get("id"),
        "title": f"{title} – {own}" if own and own != _ONLY_ONE else title,
        "category": product.get("product_type"),
        "brand": product.get("vendor"),
        "price": before if on_sale else price,
        "sale_price": price if on_sale else None,
        "url": f"/products/{product['handle']}" if product.get("handle") else None,
        "image_url": _image(product, variant),
        "hidden": product.get("status", "active") != "active",
        "aliases": [name for name in names if name],
        "attributes": {UPDATED_AT: updated_at} if isinstance(updated_at, str) else None,
        **_stock(variant),
    }


def _stock(variant: Mapping[str, Any]) -> Body:
    """How many there are, of a variant that is counted and not sold beyond its stock."""
    counted = variant.get("inventory_management") and variant.get("inventory_policy") != "continue"
    quantity = variant.get("inventory_quantity")
    if counted and quantity is not None:
        return {"quantity": quantity}
    return {"availability": "InStock"}


def _image(product: Mapping[str, Any], variant: Mapping[str, Any]) -> Any:
    images = [each for each in product.get("images") or [] if isinstance(each, Mapping)]
    own = next((each for each in images if each.get("id") == variant.get("image_id")), None)
    found = own or product.get("image") or next(iter(images), None)
    return found.get("src") if isinstance(found, Mapping) else None


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
