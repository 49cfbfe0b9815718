"""The price of an item as shops write it: in text, with a currency, several, or on sale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from functions.domain.reading.amounts import AMOUNTS, currency_with, price_of_amount
from functions.domain.reading.currency_signs import code_of_letters, currency_of
from functions.domain.reading.texts import is_absent
from functions.domain.reading.times import time_of
from functions.domain.sale_times import later_edges
from functions.services.tracking.details import Details


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
    usual = own or currency or None
    regular = _named(_amounts(given, "price", usual, details), own)
    regular += _amounts(given, "prices", usual, details)
    sale = _named(_amounts(given, "sale_price", usual, details), own)
    start, end = _sale_times(given, details)
    if _is_no_less(_chosen(sale, currency), _chosen(regular, currency)):
        details.drop("sale_price", "must be less than price; it is left out", given["sale_price"])
        sale = []
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


def _amounts(
    given: Mapping[str, Any], field: str, usual: str | None, details: Details
) -> list[_Amount]:
    """The prices in a number, a text, an object, a list, or an object of prices by currency.

    One that cannot be read is dropped alone; `usual` is the currency of those that name none.
    """
    value = given.get(field)
    parts = (
        [(f"{field}.{n}", each) for n, each in enumerate(value)]
        if isinstance(value, list)
        else [(field, value)]
    )
    found: list[_Amount] = []
    for path, part in parts:
        if isinstance(part, Mapping) and all(is_absent(part.get(name)) for name in AMOUNTS):
            found += _by_currency(part, path, details)
        elif not is_absent(part):
            found += details.value(part, path, partial(_amount, usual)) or []
    return found


def _amount(usual: str | None, value: Any) -> list[_Amount]:
    """The price in a number, a text, or an object that may name its currency.

    Raises:
        Unreadable: it is no price.
    """
    code = currency_with(value)
    return _one(value, None if code is None else currency_of(code), usual)


def _by_currency(value: Mapping[str, Any], path: str, details: Details) -> list[_Amount]:
    """The prices of an object that has them by currency."""
    if not value:
        details.drop(path, "must be a price", value)
    found = [
        details.value((code, each), f"{path}.{code}", lambda v: _one(v[1], code_of_letters(v[0])))
        for code, each in value.items()
        if not is_absent(each)
    ]
    return [each for some in found for each in some or ()]


def _is_no_less(sale: _Amount | None, regular: _Amount | None) -> bool:
    """Whether what is called a sale costs more than usual, in the same currency."""
    comparable = sale and regular and sale.currency == regular.currency
    return bool(comparable and sale and regular and sale.value > regular.value)


def _one(value: Any, currency: str | None, usual: str | None = None) -> list[_Amount]:
    amount = price_of_amount(value, currency or usual)
    return [_Amount(amount, currency)] if amount else []


def _named(amounts: list[_Amount], currency: str | None) -> list[_Amount]:
    return [_Amount(each.value, each.currency or currency) for each in amounts]


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
    elif not is_absent(both):
        details.drop("sale_price_effective_date", "must be two times with a / between", both)
    start_at = details.read(parts, "sale_from", time_of)
    return start_at, details.read(parts, "sale_until", time_of)
