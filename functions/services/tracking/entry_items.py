"""The items that an entry names."""

from functions.domain.cart import ALL, REMOVED
from functions.domain.event import EventItem
from functions.domain.signals import kind_of
from functions.errors import FieldFault, Invalid
from functions.schemas.segment import Product, Properties


def items_of(name: str, read: Properties) -> tuple[EventItem, ...]:
    default = ALL if name == REMOVED else 1
    named = [item for each in (read.products or [read]) if (item := _item(each, default))]
    if kind_of(name) and not named and not read.order_id:
        field = "properties.products" if name.startswith("Order") else "properties.product_id"
        raise Invalid(FieldFault(field, f"{name} must name its product, by product_id or sku"))
    return tuple(named)


def _item(product: Product, default_quantity: int) -> EventItem | None:
    item_id = product.sku or product.product_id
    if item_id is None:
        return None
    return EventItem(
        item_id=item_id,
        group_id=product.product_id if product.product_id != item_id else None,
        quantity=default_quantity if product.quantity is None else product.quantity,
        price=product.price,
        category=product.category,
    )
