"""One row of a file of products as an item of the catalogue, and its stock where it has one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from pydantic import ValidationError

from functions.domain.reading.numbers import decimal_of, quantity_of
from functions.domain.reading.texts import category_of
from functions.errors import FieldFault, Invalid
from functions.schemas.items import ItemEntry
from functions.services.tracking.details import Details, Dropped
from local.feeds.mapping import ColumnMapping

_TAG = re.compile(r"<[^>]{1,200}>")
_CODE = re.compile(r"\b([A-Z]{3})\b")
# schema.org's ItemAvailability and Google's words, without their signs.
_SOLD_OUT = frozenset({"outofstock", "soldout", "discontinued", "false", "no", "0"})
_HIDDEN = {"published": frozenset({"false", "0", "no"}), "hidden": frozenset({"true", "1", "yes"}),
           "status": frozenset({"draft", "archived", "private"})}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The item, its stock online (None where the row has none), and what was left out."""

    item: ItemEntry
    quantity: Decimal | None
    dropped: list[Dropped]


def item_row(row: Mapping[str, str | None], mapping: ColumnMapping) -> ItemRow:
    """The item of a row, by the file's columns.

    Raises:
        Invalid: it has no id.
    """
    details = Details()
    given: dict[str, Any] = {**mapping.constants}
    given.update({f: value for f, c in mapping.columns.items() if (value := row.get(c))})
    price, currency = _price(given, details)
    fields = {
        "item_id": given.get("item_id"),
        "group_id": given.get("group_id"),
        "title": _plain(given.get("title")),
        "category": details.read(given, "category", _category),
        "brand": _plain(given.get("brand")),
        "price": price,
        "currency": currency,
        "url": given.get("url"),
        "image_url": (given.get("image_url") or "").split(", ")[0] or None,
        "hidden": _is_hidden(given, mapping),
        "attributes": {"gtin": given["gtin"]} if given.get("gtin") else {},
    }
    return ItemRow(_entry(fields, details), _stock(given, details), details.dropped)


def _entry(fields: dict[str, Any], details: Details) -> ItemEntry:
    """The item without the fields that cannot be so.

    Raises:
        Invalid: its id cannot be so.
    """
    try:
        return ItemEntry.model_validate(fields)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): str(each["msg"]) for each in error.errors()}
    if "item_id" in wrong:
        raise Invalid(FieldFault("item_id", wrong["item_id"]))
    for name, reason in wrong.items():
        details.drop(name, reason, fields[name])
    return ItemEntry.model_validate({k: v for k, v in fields.items() if k not in wrong})


def _price(given: Mapping[str, Any], details: Details) -> tuple[float | None, str | None]:
    """The price that is asked now, and its currency; a price of 0 is none."""
    prices = [details.read(given, name, decimal_of) for name in ("sale_price", "price")]
    price = next((each for each in prices if each), None)
    texts = (given.get(name) for name in ("currency", "sale_price", "price"))
    codes = (_CODE.search(text) for text in texts if isinstance(text, str))
    return (None if price is None else float(price)), next((c[1] for c in codes if c), None)


def _stock(given: Mapping[str, Any], details: Details) -> Decimal | None:
    words = re.sub(r"[^a-z0-9]", "", str(given.get("availability", "")).lower().rpartition("/")[2])
    if words in _SOLD_OUT:
        return Decimal(0)
    return details.read(given, "quantity", quantity_of)


def _is_hidden(given: Mapping[str, Any], mapping: ColumnMapping) -> bool:
    column = mapping.columns.get("hidden", "").lower()
    meaning = next((words for name, words in _HIDDEN.items() if name in column), frozenset())
    return str(given.get("hidden", "")).strip().lower() in meaning


def _category(value: str) -> str:
    """A category; of several paths the first, of WooCommerce's list of names the first path."""
    first = value.split(", ", maxsplit=1)[0] if " > " in value else value
    return category_of(unescape(first))


def _plain(value: str | None) -> str | None:
    """A title without HTML, cut to what an item may have."""
    text = " ".join(unescape(_TAG.sub(" ", value)).split()) if value else ""
    return text[:512] or None
