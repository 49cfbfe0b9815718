"""Which column of a file holds which field, guessed from the columns' names or checked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import combining, normalize

from functions.domain.column_mapping import ColumnMapping, Kind
from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid

# By field: names of its column, as they are in exports, in lower case with `_` for other signs.
_ORDERS: dict[str, tuple[str, ...]] = {
    "order_id": ("order_id", "order_number", "order_no", "order", "basket_id", "invoice_no",
                 "invoiceno", "invoice", "transaction_id", "receipt_id", "name", "pedido",
                 "bestellnummer", "ticket", "ticket_id", "belegnummer", "factura", "id"),
    "time": ("time", "timestamp", "created_at", "date", "order_date", "datetime", "invoicedate",
             "invoice_date", "paid_at", "transaction_timestamp", "date_created", "purchase_date",
             "completed_at", "fecha", "datum"),
    "email": ("email", "customer_email", "e_mail", "correo"),
    "user_id": ("user_id", "customer_id", "customerid", "household_id", "client_id", "customer",
                "cliente", "kundennummer"),
    "sku": ("sku", "lineitem_sku", "item_id", "variant_sku", "stockcode", "article", "ean", "gtin",
            "articulo", "artikelnummer"),
    "product_id": ("product_id", "productid"),
    "product_name": ("lineitem_name", "product_name", "product", "description"),
    "quantity": ("quantity", "qty", "lineitem_quantity", "units", "amount", "cantidad", "menge"),
    "price": ("price", "unit_price", "unitprice", "lineitem_price", "precio", "preis"),
    "category": ("category", "product_category", "department", "categoria", "kategorie"),
    "currency": ("currency", "currency_code", "moneda", "waehrung"),
    "total": ("total", "order_total", "grand_total", "importe_total", "gesamt"),
    "shipping": ("shipping", "shipping_cost", "shipping_amount"),
    "tax": ("tax", "taxes", "vat", "iva", "mwst"),
    "discount": ("discount_amount", "discount", "order_discount"),
    "coupon": ("discount_code", "coupon", "coupon_code"),
    "refunded": ("refunded_amount", "refunded", "refund_amount", "reembolsado"),
    "cancelled_at": ("cancelled_at", "canceled_at"),
    "status": ("status", "order_status", "financial_status", "estado", "bestellstatus"),
    "payment_method": ("payment_method", "payment", "gateway"),
    "location": ("location", "store_id", "store", "tienda", "filiale", "pos"),
    "channel": ("channel", "source", "sales_channel"),
}  # fmt: skip
_ITEMS: dict[str, tuple[str, ...]] = {
    "item_id": ("item_id", "sku", "variant_sku", "artikelnummer", "referencia", "id", "offer_id"),
    "group_id": ("group_id", "item_group_id", "handle", "parent", "superior",
                 "ubergeordnetes_produkt", "product_id"),
    "title": ("title", "name", "product_name", "nombre", "titulo", "produktname"),
    "category": ("category", "product_type", "type_path", "categories", "product_category", "type",
                 "google_product_category", "categorias", "categoria", "kategorien", "kategorie"),
    "brand": ("brand", "vendor", "manufacturer", "marca", "marcas", "brands", "marke", "marken"),
    "price": ("price", "variant_price", "regular_price", "precio_normal", "regularer_preis",
              "precio", "preis"),
    "sale_price": ("sale_price", "precio_rebajado", "precio_oferta", "angebotspreis"),
    "sale_price_effective_date": ("sale_price_effective_date",),
    "sale_from": ("date_sale_price_starts", "dia_en_que_empieza_el_precio_rebajado",
                  "datum_an_dem_angebotspreis_beginnt"),
    "sale_until": ("date_sale_price_ends", "dia_en_que_termina_el_precio_rebajado",
                   "datum_an_dem_angebotspreis_endet"),
    "currency": ("currency", "moneda", "waehrung", "wahrung"),
    "url": ("url", "link", "permalink"),
    "image_url": ("image_url", "image_link", "image_src", "images", "variant_image",
                  "imagenes", "imagen", "bilder", "bild"),
    "availability": ("availability", "in_stock", "existencias", "en_inventario", "vorratig"),
    "quantity": ("quantity", "variant_inventory_qty", "stock", "inventory", "inventario", "lager",
                 "lagerbestand", "bestand"),
    "hidden": ("hidden", "published", "publicado", "veroffentlicht", "status"),
    "gtin": ("gtin", "variant_barcode", "barcode", "ean", "gtin_upc_ean_o_isbn",
             "gtin_upc_ean_oder_isbn",
             "gtin_upc_ean_or_isbn"),
    "alias": ("variant_id", "id"),
}  # fmt: skip
_CUSTOMERS: dict[str, tuple[str, ...]] = {
    "user_id": ("customer_id", "user_id", "id", "kundennummer", "cliente"),
    "email": ("email", "e_mail", "email_address", "correo"),
    "phone": ("phone", "phone_number", "mobile", "telefono", "telefon", "default_address_phone"),
    "first_name": ("first_name", "firstname", "nombre", "vorname"),
    "last_name": ("last_name", "lastname", "apellidos", "nachname"),
    "email_consent": ("accepts_email_marketing", "accepts_marketing", "email_consent",
                      "email_marketing_status"),
    "sms_consent": ("accepts_sms_marketing", "sms_consent"),
}  # fmt: skip
_FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "orders": _ORDERS,
    "items": _ITEMS,
    "customers": _CUSTOMERS,
    "events": {},
}
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "orders": ("order_id", "time"),
    "items": ("item_id",),
    "customers": ("user_id",),
    "events": (),
}
_OF_CUSTOMERS = frozenset({"accepts_email_marketing", "accepts_marketing", "accepts_sms_marketing",
                           "email_consent"})  # fmt: skip
# Columns that other files have, too: a product's place in a list, an id, a name.
_OF_ANY = frozenset({"name", "id", "order"})
_OF_ORDERS = frozenset({"lineitem_sku", "lineitem_name", *_ORDERS["order_id"]}) - _OF_ANY


def checked(mapping: ColumnMapping, columns: Sequence[str]) -> ColumnMapping:
    """The mapping, once it fits the columns of a file.

    Raises:
        Invalid: it names a field or a column that does not exist, or lacks one that is needed.
    """
    known = _FIELDS[mapping.kind]
    for name in (*mapping.columns, *mapping.constants):
        if name not in known:
            meant = _meant(name, known)
            raise Invalid(FieldFault(f"columns.{name}", f"is none of {', '.join(known)}{meant}"))
    for name, column in mapping.columns.items():
        if column not in columns:
            reason = f"the file has no column {column!r}{_meant(column, columns)}"
            raise Invalid(FieldFault(f"columns.{name}", reason))
    _check_needed(mapping, columns)
    return mapping


def guessed(
    kind: Kind | None, columns: Sequence[str], constants: Mapping[str, str]
) -> ColumnMapping:
    """The mapping that the columns' names suggest; without a kind, the one that fits.

    Raises:
        Invalid: no column is the order's or the item's id.
    """
    if kind is None:
        kind = _kind_of({plain_name(each) for each in columns})
    by_name = {plain_name(each): each for each in reversed(columns)}
    found = {
        name: by_name[next(n for n in names if n in by_name)]
        for name, names in _FIELDS[kind].items()
        if any(n in by_name for n in names)
    }
    mapping = ColumnMapping(kind, found, constants)
    _check_needed(mapping, columns)
    return mapping


def _kind_of(columns: set[str]) -> Kind:
    """What a file has by its columns; Shopify's orders say whether the buyer accepts marketing."""
    if columns & _OF_CUSTOMERS and not columns & {"lineitem_sku", "lineitem_name"}:
        return "customers"
    return "orders" if columns & _OF_ORDERS else "items"


def _check_needed(mapping: ColumnMapping, columns: Sequence[str]) -> None:
    """Refuse a mapping without a field that each row needs.

    Raises:
        Invalid: it lacks the id of an order or an item, or the time of an order.
    """
    for name in _NEEDED[mapping.kind]:
        if name not in mapping.columns and name not in mapping.constants:
            reason = (
                f"no column looks like it{_near(mapping.kind, name, columns)}; name its column in "
                "the mapping, or give one value for all rows as a constant. The file was taken "
                f"for {mapping.kind}; its columns: {', '.join(columns)}"
            )
            raise Invalid(FieldFault(name, reason))


def _meant(name: str, known: Iterable[str]) -> str:
    found = nearest(name, known)
    return f"; did you mean {found}?" if found else ""


def _near(kind: Kind, name: str, columns: Sequence[str]) -> str:
    """The column whose name is near one that the field is known by."""
    by_name = {plain_name(each): each for each in columns}
    known = list(_FIELDS[kind][name])
    if name == _NEEDED[kind][0]:  # the file may be of another kind
        known += [
            n for other, needed in _NEEDED.items() if needed for n in _FIELDS[other][needed[0]]
        ]
    found = (nearest(each, by_name) for each in known)
    meant = next((by_name[each] for each in found if each), None)
    return f" (is it {meant!r}?)" if meant else ""


def plain_name(column: str) -> str:
    letters = (sign for sign in normalize("NFKD", column.lower()) if not combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", "".join(letters).removeprefix("g:")).strip("_")
