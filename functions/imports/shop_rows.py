"""Rows of products as shops export them, each with what it leaves to another row of its product.

Shopify writes a product once, in its first row; those of its other variants have their own fields
alone, and rows of further pictures have no variant. WooCommerce's variations name their parent.
Magento has one more row for each language of a product.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from functions.imports.mapping import plain_name
from functions.imports.staging import Row

_SHOPIFY = frozenset({"handle", "variant_price"})
_WOO = frozenset({"id", "type", "parent"})
_MAGENTO = frozenset({"sku", "store_view_code", "categories"})
_OF_PRODUCT = frozenset(
    {"title", "vendor", "type", "product_category", "published", "status", "image_src"}
)
_OF_PARENT = frozenset({"categories", "images", "brands", "published", "visibility_in_catalog"})
_ONLY_ONE = "Default Title"
_SALE = "Sale price"
_CONTINUE = frozenset({"continue", "true", "yes"})
_TRACKER, _COUNT = "variant_inventory_tracker", "variant_inventory_qty"
# WooCommerce's columns in other languages.
_ENGLISH = {
    "tipo": "type", "typ": "type", "superior": "parent", "ubergeordnetes_produkt": "parent",
    "artikelnummer": "sku", "categorias": "categories", "kategorien": "categories",
    "imagenes": "images", "bilder": "images", "marcas": "brands", "marken": "brands",
    "publicado": "published", "veroffentlicht": "published",
    "visibilidad_en_el_catalogo": "visibility_in_catalog",
    "sichtbarkeit_im_katalog": "visibility_in_catalog",
}  # fmt: skip

# Shopify's columns since 2024, as they were before.
_BEFORE = {
    "url_handle": "handle", "sku": "variant_sku", "price": "variant_price",
    "compare_at_price": "variant_compare_at_price", "barcode": "variant_barcode",
    "inventory_tracker": _TRACKER, "inventory_quantity": _COUNT,
    "continue_selling_when_out_of_stock": "variant_inventory_policy",
    "published_on_online_store": "published", "product_image_url": "image_src",
    "variant_image_url": "variant_image",
}  # fmt: skip


@lru_cache(1_000)
def _name(column: str) -> str:
    name = plain_name(column)
    return _ENGLISH.get(name, name)


def _names(columns: Iterable[str]) -> dict[str, str]:
    """The columns by their names, Shopify's by those it had before."""
    found = {_name(each): each for each in columns}
    if "url_handle" not in found:
        return found
    return {_BEFORE.get(name, name): column for name, column in found.items()}


def completed(rows: Iterable[Row], columns: Iterable[str]) -> Iterator[Row]:
    """Yield the rows that stand for an item, each whole; those of other files as they are."""
    names = _names(columns)
    if names.keys() >= _SHOPIFY:
        yield from _shopify(rows, names)
    elif names.keys() >= _WOO:
        yield from _woo(rows, names)
    elif names.keys() >= _MAGENTO:
        yield from _magento(rows, names)
    else:
        yield from rows


def columns_added(columns: Iterable[str]) -> list[str]:
    """The columns that completed rows have in addition: Shopify's price of a sale."""
    names = _names(columns).keys()
    return [_SALE] if names >= {*_SHOPIFY, "variant_compare_at_price"} else []


def needs_completion(columns: Iterable[str]) -> bool:
    """Whether rows of a file with these columns lean on others."""
    names = _names(columns).keys()
    return names >= _SHOPIFY or names >= _WOO or names >= _MAGENTO


def _shopify(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Row]:
    handle, sku, price = (names.get(n, "") for n in ("handle", "variant_sku", "variant_price"))
    compare, title = names.get("variant_compare_at_price", ""), names.get("title", "")
    options = [names[n] for n in (f"option{i}_value" for i in (1, 2, 3)) if n in names]
    category = names.get("product_category", "")
    product: Row = {}
    for row in rows:
        is_first = row.get(handle) != product.get(handle)
        if is_first:
            product = dict(row)
        if not row.get(sku) and not row.get(price):
            continue  # one more picture
        own = {**row, **{c: row.get(c) or product.get(c) for n, c in names.items()
                         if n in _OF_PRODUCT}}  # fmt: skip
        if category and not own.get(category):
            own[category] = own.get(names.get("type", ""))
        own |= _picture(row, product, names)
        chosen = [v for c in options if (v := row.get(c)) and v != _ONLY_ONE]
        if chosen and own.get(title):
            own[title] = f"{own[title]} – {' / '.join(chosen)}"
        if not own.get(sku) and sku:
            own[sku] = "-".join([row.get(handle) or "", *chosen])
        own |= _without_count(row, names)
        if _number(row.get(compare)) > _number(row.get(price)) > 0:
            own = {**own, price: row.get(compare), _SALE: row.get(price)}
        yield own


def _picture(row: Row, product: Row, names: Mapping[str, str]) -> Row:
    """The variant's picture, else the product's first; a row may have any of the others."""
    column = names.get("image_src", "")
    own = row.get(names.get("variant_image", "")) or product.get(column)
    return {column: own} if column and own else {}


def _without_count(row: Row, names: Mapping[str, str]) -> Row:
    """The count taken out of a variant that is not counted, or is sold beyond its stock."""
    if _TRACKER not in names or _COUNT not in names:
        return {}
    policy = row.get(names.get("variant_inventory_policy", "")) or ""
    if row.get(names[_TRACKER]) and policy.lower() not in _CONTINUE:
        return {}
    return {names[_COUNT]: None}


def _woo(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Row]:
    own_id, sku, parent = (names.get(n, "") for n in ("id", "sku", "parent"))
    parents: dict[str, Row] = {}
    for row in rows:
        own, above = dict(row), (row.get(parent) or "").removeprefix("id:")
        if sku and not own.get(sku):
            own[sku] = row.get(own_id)
        if above:
            known = parents.get(above, {})
            own[parent] = known.get(sku) or above
            own |= {c: row.get(c) or known.get(c) for n, c in names.items() if n in _OF_PARENT}
        else:
            for name in (row.get(own_id), row.get(sku)):
                if name and row.get(names["type"]) in {"variable", "grouped"}:
                    parents[name] = row
        yield own


def _magento(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Row]:
    """The products, without the rows that translate them for a view of the store.

    A category is the first path below the root: `Default Category/Kitchen/Cups,…`.
    """
    view, categories = names["store_view_code"], names["categories"]
    for row in rows:
        if row.get(view):
            continue
        levels = (row.get(categories) or "").partition(",")[0].split("/")
        yield {**row, categories: " > ".join(levels[1:] or levels)}


def _number(text: str | None) -> float:
    try:
        return float((text or "").replace(",", "."))
    except ValueError:
        return 0.0
