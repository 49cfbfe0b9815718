"""What an entry reports of an order's money."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from functions.domain.money import minor_units
from functions.domain.order_details import Discount, OrderDetails, Payment
from functions.domain.orders import NAMES
from functions.domain.reading.amounts import amount_in, check_currency, currency_with
from functions.domain.reading.currency_signs import currency_of
from functions.domain.reading.ids import id_of
from functions.domain.reading.no_value import filled
from functions.domain.reading.numbers import decimal_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import is_absent, name_of, text_of
from functions.domain.reading.unreadable import Unreadable
from functions.domain.refunds import TAKES_BACK
from functions.services.tracking.details import Details
from functions.services.tracking.entry_items import ITEMS, currency_of_line, is_stated

_PATH = "properties."
REFUNDED = "Order Refunded"
_TOTALS = ("total", "revenue", "value")
_REFUNDED = ("amount", "refund_amount", "refunded_amount", "refund_total", "total_refunded")
_AMOUNTS = frozenset((*_TOTALS, *_REFUNDED))
_LINES = ("line_items", "refund_line_items", "lines", "items")
"""Products that are not read; a refund of them is not one of the whole order."""
_PARTS = ("shipping", "tax")
_MAX_PARTS = 20
# What senders write for the fields of a payment and of a discount.
_METHOD = ("method", "name", "type", "gateway")
_OFFER, _CODE = ("offer", "name", "title"), ("code", "coupon")
_VALUE = ("amount", "value", "discount")
_PART = frozenset((*_METHOD, *_OFFER, *_CODE, *_VALUE))
T = TypeVar("T")


def currency_in(properties: Mapping[str, Any], details: Details) -> str | None:
    """The currency that an entry names, else the one that stands by its amount: `2.345 KWD`.

    Else it is that of the first product that names one.
    """
    found = details.read(properties, "currency", currency_of, _PATH)
    if found is not None:
        return found
    if not _AMOUNTS.isdisjoint(properties):
        amounts = (properties.get(each) for each in (*_TOTALS, *_REFUNDED))
        named = next((c for each in amounts if (c := currency_with(each))), None)
        if named is not None:
            return details.value(named, f"{_PATH}total", currency_of)
    listed = properties.get("products")
    if not isinstance(listed, list):
        return None
    return next((c for each in listed if (c := currency_of_line(each))), None)


def fact_id_of(value: Any, *, zero: bool = False) -> str:
    """The id of an order or a refund; with `zero` 0 is one, as in files that count from it.

    Raises:
        Unreadable: it is no id, or a placeholder, by which different ones would be one.
    """
    found = id_of(value)
    if is_placeholder(found) and not (zero and found == "0"):
        raise Unreadable("names no one thing: it is what a program writes where it has no id")
    return found


def order_details_of(
    name: str,
    properties: Mapping[str, Any],
    currency: str | None,
    details: Details,
    *,
    has_items: bool,
) -> OrderDetails | None:
    """The money of an order, of an update, a cancellation or a refund; None for other events.

    `has_items`: any of the products could be read.
    """
    if name not in NAMES:
        return None
    if name in TAKES_BACK and is_absent(properties.get("order_id")):
        details.drop(f"{_PATH}order_id", "is needed: the order that is taken back", "")
    read = partial(_amount, properties, currency, details)
    return OrderDetails(
        currency=currency,
        total=_total(name, properties, read, has_items=has_items),
        shipping=read("shipping"),
        tax=read("tax"),
        discount=read("discount"),
        payments=_payments(properties, currency, details),
        discounts=_discounts(properties, currency, details),
        refund_id=details.read(properties, "refund_id", fact_id_of, _PATH),
    )


def _total(
    name: str,
    properties: Mapping[str, Any],
    read: Callable[..., int | None],
    *,
    has_items: bool,
) -> int | None:
    """The amount of an order, or what a refund gives back; 0 where that cannot be read.

    Without an amount and without products a refund takes the whole order back, unless it says what
    of the shipping or the tax.
    """
    names = (*_TOTALS, *_REFUNDED) if name == REFUNDED else _TOTALS
    found = _first(read(each, signed=name not in TAKES_BACK) for each in names)
    if found is not None or name != REFUNDED:
        return found
    if not has_items and any(is_stated(properties.get(each)) for each in (*ITEMS, *_LINES)):
        return 0
    if any(not is_absent(properties.get(each)) for each in names):
        return 0
    parts = [amount for each in _PARTS if (amount := read(each)) is not None]
    return sum(parts) if parts and not has_items else None


def _first(amounts: Iterable[int | None]) -> int | None:
    return next((each for each in amounts if each is not None), None)


def _amount(
    source: Mapping[str, Any],
    currency: str | None,
    details: Details,
    name: str,
    path: str = _PATH,
    *,
    signed: bool = False,
) -> int | None:
    """An amount in minor units, without its sign: the event's name gives the direction.

    One that is `signed` is left out below zero.
    """

    def units(value: Any) -> int:
        check_currency(value, currency, source.get("currency"))
        amount = decimal_of(amount_in(value, currency), currency)
        if signed and amount < 0:
            raise Unreadable("must not be negative")
        return minor_units(abs(amount), currency)

    return details.read(source, name, units, path)


def _value_name(source: Mapping[str, Any]) -> str:
    """The field of a part's amount; the `value` of a percentage is none."""
    kinds = (str(source.get(each)).lower() for each in ("type", "value_type"))
    return "amount" if any("percent" in each for each in kinds) else _named(source, _VALUE)


def _named(source: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these fields that a part has, else the first of them."""
    return next((each for each in names if not is_absent(source.get(each))), names[0])


def _payments(
    properties: Mapping[str, Any], currency: str | None, details: Details
) -> tuple[Payment, ...] | None:
    def payment(source: Mapping[str, Any], path: str) -> Payment:
        amount = _amount(source, currency, details, _value_name(source), path)
        return Payment(details.read(source, _named(source, _METHOD), _method, path), amount)

    listed = _parts(properties, "payments", "method", payment, details)
    if listed is None and not is_absent(properties.get("payment_method")):
        method = details.read(properties, "payment_method", _method, _PATH)
        return (Payment(method, None),) if method else None
    return listed


def _discounts(
    properties: Mapping[str, Any], currency: str | None, details: Details
) -> tuple[Discount, ...] | None:
    def discount(source: Mapping[str, Any], path: str) -> Discount:
        return Discount(
            details.read(source, _named(source, _OFFER), text_of, path),
            details.read(source, _named(source, _CODE), _code, path),
            _amount(source, currency, details, _value_name(source), path),
        )

    listed = _parts(properties, "discounts", "code", discount, details)
    if listed is None and isinstance(properties.get("coupon"), list | Mapping):
        return _parts(properties, "coupon", "code", discount, details)
    if listed is None and not is_absent(properties.get("coupon")):
        code = details.read(properties, "coupon", _code, _PATH)
        amount = _amount(properties, currency, Details(), "discount")
        return (Discount(None, code, amount),) if code else None
    return listed


def _method(value: Any) -> str:
    return filled(name_of(value))


def _code(value: Any) -> str:
    return filled(text_of(value))


def _parts(
    properties: Mapping[str, Any],
    name: str,
    only: str,
    read: Callable[[Mapping[str, Any], str], T],
    details: Details,
) -> tuple[T, ...] | None:
    """The parts of a list, or of one object that stands for a list of one.

    A text alone is the field `only` of its part.
    """
    value = properties.get(name)
    if is_absent(value):
        return None
    listed = _listed(value, only)
    if listed is None:
        details.drop(f"{_PATH}{name}", "must be a list of objects", value)
        return None
    if len(listed) > _MAX_PARTS:
        details.drop(f"{_PATH}{name}", f"may have {_MAX_PARTS} parts", value)
    found: list[T] = []
    for n, each in enumerate(listed[:_MAX_PARTS]):
        path = f"{_PATH}{name}.{n}."
        if isinstance(each, str):
            found.append(read({only: each}, path))
        elif isinstance(each, Mapping):
            found.append(read(each, path))
        else:
            details.drop(path[:-1], "must be an object", each)
    return tuple(found)


def _listed(value: Any, only: str) -> list[Any] | None:
    """The parts of a list, of one part, of JSON in a text, or of amounts by `only`."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if isinstance(value, Mapping) and _PART.isdisjoint(value):
        return [{only: name, "amount": amount} for name, amount in value.items()]
    if isinstance(value, Mapping):
        return [value]
    return [value] if isinstance(value, str) else value if isinstance(value, list) else None
