"""One item as shops write it: what can be read of it, and what was left out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from html import unescape
from typing import Any
from unicodedata import normalize

from functions.domain.reading.ids import id_of
from functions.domain.reading.no_value import filled, item_id_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import category_of, is_absent, name_of
from functions.domain.reading.unreadable import Unreadable
from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid
from functions.schemas.items import MAX_ALIASES, MAX_ATTRIBUTE_BYTES, ItemEntry
from functions.services.catalogue.item_availability import OnlineStock, stock_in
from functions.services.catalogue.item_prices import price_in
from functions.services.tracking.details import Details, Dropped

_TAG = re.compile(r"<(?:/?[A-Za-z!][^>]{0,400})>")
_CODE = re.compile(r"<(script|style)\b.{0,5000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"(?:https?:)?//\S+|/\S*|[^\s/:]+(?:/\S*)?", re.IGNORECASE)
_NEXT_URL = re.compile(r",\s+|,(?=https?://)")
_MAX_TITLE, _MAX_URL = 512, 2_048
_YES = frozenset({"true", "1", "yes", "y", "on"})
_NO = frozenset({"false", "0", "no", "n", "off"})
KNOWN = frozenset(ItemEntry.model_fields) | frozenset(
    ("gtin", "prices", "sale_price", "sale_price_effective_date", "sale_from", "sale_until",
     "availability", "quantity"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemReading:
    """The item, what it says of its stock online, and what was dropped."""

    item: ItemEntry
    stock: OnlineStock
    details: Details

    @property
    def dropped(self) -> list[Dropped]:
        return self.details.dropped


def item_reading(given: Any, *, now: int, currency: str = "") -> ItemReading:
    """Read one item; `now` in UTC ms, `currency` the store's.

    Raises:
        Invalid: it is no object, or has no id.
    """
    if not isinstance(given, Mapping):
        raise Invalid(FieldFault("", "must be an object with item_id"))
    details = Details()
    for name in given:
        if name not in KNOWN:
            details.drop(name, _unknown(name), given[name])
    item_id = _item_id(given.get("item_id"))
    price = price_in(given, details, now=now, currency=currency)
    read = partial(details.read, given)
    fields: dict[str, Any] = {
        "item_id": item_id,
        "group_id": read("group_id", item_id_of),
        "title": _short(read("title", _title), "title", details),
        "category": read("category", _category),
        "brand": _short(read("brand", _title), "brand", details),
        "price": price.amount,
        "currency": price.currency,
        "url": read("url", _url),
        "image_url": read("image_url", _url),
        "hidden": read("hidden", _flag) or False,
        "attributes": _attributes(given, price.shown, details),
        "aliases": _aliases(given, item_id, details),
    }
    item = ItemEntry.model_construct(**fields)
    return ItemReading(item, stock_in(given, details), details)


@lru_cache(1_000)
def _unknown(name: str) -> str:
    """Why a field is left out, with the one that was probably meant."""
    meant = nearest(name, sorted(KNOWN))
    return "is no field of an item; " + (
        f"did you mean {meant}?" if meant else "attributes may have any"
    )


def _item_id(value: Any) -> str:
    """The id.

    Raises:
        Invalid: there is none, or it is no id.
    """
    if is_absent(value):
        raise Invalid(FieldFault("item_id", "is needed"))
    try:
        return item_id_of(value)
    except Unreadable as error:
        raise Invalid(FieldFault("item_id", str(error))) from error


def _title(value: Any) -> str:
    """A text without HTML; of an object its name, of a list the first."""
    if isinstance(value, list):
        value = next((each for each in value if not is_absent(each)), "")
    text = name_of(value, None)
    marked = _CODE.sub(" ", unescape(text) if "&lt;" in text else text)
    plain = unescape(unescape(_TAG.sub(" ", marked)))  # feeds escape twice
    plain = "".join(sign if sign.isprintable() else " " for sign in plain)
    found = filled(" ".join(normalize("NFC", plain).split()))
    if not found:
        raise Unreadable("has no text")
    return found


def _short(text: str | None, field: str, details: Details) -> str | None:
    """The text, or as much of it as an item may have."""
    if text is None or len(text) <= _MAX_TITLE:
        return text
    details.drop(field, f"was cut to {_MAX_TITLE} characters", text)
    return text[:_MAX_TITLE].rstrip()


def _category(value: Any) -> str:
    """A category; of a text with several paths, as WooCommerce writes it, the first."""
    if isinstance(value, str):
        text = unescape(value)
        value = text.split(", ", maxsplit=1)[0] if " > " in text else text
    return category_of(value)


def _url(value: Any) -> str:
    if isinstance(value, list):
        value = next((each for each in value if not is_absent(each)), None)
    if isinstance(value, Mapping):
        value = next((value[n] for n in ("url", "src", "href") if value.get(n)), None)
    text = value.strip() if isinstance(value, str) else ""
    text = filled(_NEXT_URL.split(text, maxsplit=1)[0]).replace(" ", "%20")
    if not _URL.fullmatch(text) or len(text) > _MAX_URL:
        raise Unreadable(f"must be a URL of up to {_MAX_URL} characters")
    return text


def _flag(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in _YES | _NO:
        raise Unreadable("must be true or false")
    return text in _YES


def _attributes(
    given: Mapping[str, Any], prices: Mapping[str, Any], details: Details
) -> dict[str, Any]:
    own = details.read(given, "attributes", _bounded) or {}
    gtin = Details().read(given, "gtin", id_of)  # `_aliases` says what is wrong with it
    return {**prices, **({"gtin": gtin} if gtin else {}), **own}


def _bounded(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("must be an object")
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > MAX_ATTRIBUTE_BYTES:
        raise Unreadable(f"may have {MAX_ATTRIBUTE_BYTES} bytes, not {size}")
    return value


def _aliases(given: Mapping[str, Any], item_id: str, details: Details) -> tuple[str, ...]:
    """The other names of an item, a GTIN among them; each once, and none that names no item."""
    listed = given.get("aliases")
    listed = [] if is_absent(listed) else listed if isinstance(listed, list) else [listed]
    found: dict[str, None] = {}
    for place, each in enumerate([*listed, given.get("gtin")]):
        path = f"aliases.{place}" if place < len(listed) else "gtin"
        name = None if is_absent(each) else details.value(each, path, id_of)
        if name and (is_placeholder(name) or name.lower() == "does not apply"):
            details.drop(path, "names no item", name)
        elif name and name != item_id:
            found[name] = None
    if len(found) > MAX_ALIASES:
        details.drop("aliases", f"may have {MAX_ALIASES} names", listed)
    return tuple(found)[:MAX_ALIASES]
