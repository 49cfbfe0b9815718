"""Which column of a file holds which field, guessed from the columns' names or checked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import combining, normalize

from functions.domain.column_mapping import ColumnMapping, Kind
from functions.domain.reading.currency_signs import CODES
from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid
from functions.imports.column_names import CUSTOMERS, ITEMS, ORDERS

_FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "orders": ORDERS,
    "items": ITEMS,
    "customers": CUSTOMERS,
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
_TIMES_OF_ANY = frozenset({"time", "timestamp", "created_at", "date", "datetime", "date_created",
                           "completed_at", "creation_date", "date_add", "data", "fecha", "datum",
                           "hora", "uhrzeit", "created_date", "creation_time", "created",
                           "processed_at", "fecha_de_creacion", "fecha_y_hora", "data_de_criacao",
                           "date_de_creation"})  # fmt: skip
_OF_ORDERS = frozenset(
    {"lineitem_sku", "lineitem_name", "payment_method", "order_total", "order_total_amount",
     "order_status", "financial_status", *ORDERS["order_id"], *ORDERS["time"]}
) - _OF_ANY - _TIMES_OF_ANY  # fmt: skip
_IN_CAMEL_CASE = re.compile("(?<=[a-z0-9])(?=[A-Z])")
_AMOUNTS = ("price", "total", "shipping", "tax", "discount", "refunded")
_CLOCKS = frozenset({"time", "order_time", "hora", "uhrzeit"})


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
        kind = _kind_of({name for each in columns for name in names_of(each)})
    by_name = {n: each for each in reversed(columns) for n in names_of(each)}
    by_name |= {plain_name(each): each for each in reversed(columns)}
    if "amazon_order_id" in by_name:
        by_name.pop("item_price", None)  # Amazon's is that of all pieces of a line
    found = {
        name: by_name[next(n for n in names if n in by_name)]
        for name, names in _FIELDS[kind].items()
        if any(n in by_name for n in names)
    }
    if kind == "orders":
        _refine(found, by_name)
    mapping = ColumnMapping(kind, found, {**_currency_in(found), **constants})
    _check_needed(mapping, columns)
    return mapping


def _refine(found: dict[str, str], by_name: Mapping[str, str]) -> None:
    """Part the day from the hour, and a count from an amount of money."""
    clock = found.get("time", "")
    days = [n for n in ORDERS["time"] if n in by_name and n not in _CLOCKS]
    if plain_name(clock) in _CLOCKS and days:
        found |= {"time": by_name[days[0]], "clock": clock}
    if plain_name(found.get("quantity", "")) == "amount" and "price" not in found:
        found["price"] = found.pop("quantity")


def _currency_in(found: Mapping[str, str]) -> dict[str, str]:
    """The currency that the names of columns have, `Total (ARS)`, if no column is of currencies."""
    amounts = [plain_name(found[name]) for name in _AMOUNTS if name in found]
    named = {code for each in amounts if (code := each.rpartition("_")[2].upper()) in CODES}
    return {"currency": named.pop()} if len(named) == 1 and "currency" not in found else {}


def _kind_of(columns: set[str]) -> Kind:
    """What a file has by its columns; Shopify's orders say whether the buyer accepts marketing."""
    if columns & _OF_CUSTOMERS and not columns & {"lineitem_sku", "lineitem_name"}:
        return "customers"
    is_sale = not columns.isdisjoint(ORDERS["total"]) and not columns.isdisjoint(ORDERS["time"])
    if columns & _OF_ORDERS or is_sale:
        return "orders"
    return "items" if columns.isdisjoint(ORDERS["email"]) else "customers"


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


def names_of(column: str) -> list[str]:
    """The names that a column may be known by: `OrderID` is `order_id`, `Total (ARS)` `total`."""
    plain = plain_name(column)
    stem, _, code = plain.rpartition("_")
    parted = plain_name(_IN_CAMEL_CASE.sub("_", column))
    return [plain, parted, stem] if stem and code.upper() in CODES else [plain, parted]


def plain_name(column: str) -> str:
    letters = (sign for sign in normalize("NFKD", column.lower()) if not combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", "".join(letters).removeprefix("g:")).strip("_")
