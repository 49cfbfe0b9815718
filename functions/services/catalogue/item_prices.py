"""The price of an item as shops write it: in text, with a currency, several, or on sale."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from functions.domain.reading.numbers import price_of
from functions.domain.reading.texts import is_absent
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from functions.domain.sale_times import later_edges
from functions.services.tracking.details import Details

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
          "zł": "PLN", "R$": "BRL", "US$": "USD"}  # fmt: skip
_AMOUNTS = ("amount", "value", "price")
_CURRENCIES = ("currency", "currency_code", "currencyCode", "priceCurrency")


@dataclass(frozen=True, slots=True)
class ItemPrice:
    """`amount` is what is asked now; `shown` are the other prices, as attributes of the item."""

    amount: float | None = None
    currency: str | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    currency: str | None


def price_in(given: Mapping[str, Any], details: Details, *, now: int, currency: str) -> ItemPrice:
    """The price at `now` (UTC ms); of several the one in the store's `currency`, else the first.

    A price of 0 is none. A sale counts between its times, of which each may be left out.
    """
    own = details.read(given, "currency", currency_of)
    regular = _named(details.read(given, "price", _amounts), own)
    regular += details.read(given, "prices", _amounts) or []
    sale = _named(details.read(given, "sale_price", _amounts), own)
    start, end = _sale_times(given, details)
    on_sale = bool(sale) and (start is None or start <= now) and (end is None or now < end)
    chosen = _chosen(sale if on_sale else regular, currency) or _chosen(regular, currency)
    if chosen is None:
        return ItemPrice(None, own)
    shown: dict[str, Any] = {}
    if len({each.currency for each in regular}) > 1:
        shown["prices"] = {e.currency: float(e.value) for e in regular if e.currency}
    if sale and regular:
        shown["regular_price"] = float((_chosen(regular, currency) or chosen).value)
        shown["sale_price"] = float((_chosen(sale, currency) or chosen).value)
        shown |= later_edges(start, end, now)
    return ItemPrice(float(chosen.value), chosen.currency or own, shown)


def currency_of(value: Any) -> str:
    """The three letters of ISO 4217, in capitals, of a code or a sign.

    Raises:
        Unreadable: it is neither.
    """
    text = value.strip() if isinstance(value, str) else ""
    code = _SIGNS.get(text, text.upper())
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise Unreadable("must be three letters of ISO 4217, EUR for example")
    return code


def _amounts(value: Any) -> list[_Amount]:
    """The prices in a number, a text, an object, a list, or an object of prices by currency.

    Raises:
        Unreadable: one of them is no price.
    """
    if isinstance(value, list):
        return [each for part in value if not is_absent(part) for each in _amounts(part)]
    if not isinstance(value, Mapping):
        return _one(value, _currency_in(value))
    amount = next((value[n] for n in _AMOUNTS if not is_absent(value.get(n))), None)
    if amount is not None:
        code = next((value[n] for n in _CURRENCIES if not is_absent(value.get(n))), None)
        return _one(amount, currency_of(code) if code is not None else _currency_in(amount))
    found = [_one(each, currency_of(code)) for code, each in value.items() if not is_absent(each)]
    if not found:
        raise Unreadable("must be a price")
    return [each for some in found for each in some]


def _one(value: Any, currency: str | None) -> list[_Amount]:
    amount = price_of(value)
    return [_Amount(amount, currency)] if amount else []


def _currency_in(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if code := _CODE.search(value):
        return code[1]
    sign = value.strip(" \u00a0\u202f0123456789.,'’")
    return _SIGNS.get(sign)


def _named(amounts: list[_Amount] | None, currency: str | None) -> list[_Amount]:
    return [_Amount(each.value, each.currency or currency) for each in amounts or ()]


def _chosen(amounts: list[_Amount], currency: str) -> _Amount | None:
    own = (each for each in amounts if currency and each.currency == currency)
    return next(own, amounts[0] if amounts else None)


def _sale_times(given: Mapping[str, Any], details: Details) -> tuple[int | None, int | None]:
    """From when and until when (UTC ms) the sale price counts; Google's field has both, by `/`."""
    both = given.get("sale_price_effective_date")
    parts = dict(given)
    if isinstance(both, str) and "/" in both:
        start, _, end = both.partition("/")
        parts = {**given, "sale_from": start.strip(), "sale_until": end.strip()}
    start_at = details.read(parts, "sale_from", time_of)
    return start_at, details.read(parts, "sale_until", time_of)
