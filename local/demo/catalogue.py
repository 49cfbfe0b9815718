"""The journey's products as items of the catalogue."""

from collections.abc import Iterator
from typing import Any

from functions.domain.item import Item
from local.demo.journey import Journey

CURRENCY = "USD"


def items(journey: Journey) -> Iterator[Item]:
    """Every product that was sold, put when it first was, at the median of what was paid."""
    paid = journey.lines.groupby("product_id")["price"].median().dropna()
    first = journey.lines.groupby("product_id")["at"].min()
    prices, created = paid.round(2).to_dict(), first.to_dict()
    for product in journey.products.itertuples(index=False):
        yield _item(product, prices.get(product.product_id), created[product.product_id])


def _item(product: Any, price: float | None, created_at: int) -> Item:
    kind, package = _text(product.product_type), _text(product.package_size)
    category = _text(product.product_category)
    item_id = str(product.product_id)
    return Item(
        item_id=item_id,
        group_id=item_id,
        title=", ".join(part for part in (kind or category or product.department, package) if part),
        category=category,
        brand=_text(product.brand),
        price=price,
        currency=CURRENCY,
        attributes={"department": product.department},
        created_at=int(created_at),
        version=int(created_at),
    )


def _text(value: Any) -> str | None:
    """Pandas marks what is missing with a number that is no number."""
    return value if isinstance(value, str) and value else None
