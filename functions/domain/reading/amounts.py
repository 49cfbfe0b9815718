"""Amounts of money that are objects, as APIs of shops write them: `{amount, currencyCode}`."""

from decimal import Decimal
from typing import Any

from functions.domain.reading.currency_signs import currency_named
from functions.domain.reading.numbers import price_of
from functions.domain.reading.texts import is_absent

AMOUNTS = ("amount", "value", "price")
CURRENCIES = ("currency", "currency_code", "currencyCode", "priceCurrency")


def amount_in(value: Any) -> Any:
    """What stands for the number; of two amounts the one in the shop's currency."""
    if not isinstance(value, dict):
        return value
    inner = value.get("shop_money", value)
    if not isinstance(inner, dict):
        return inner
    return next((inner[name] for name in AMOUNTS if not is_absent(inner.get(name))), None)


def currency_with(value: Any) -> Any:
    """What names the currency of an amount, in a text or an object; None where it has none."""
    if not isinstance(value, dict):
        return currency_named(value)
    inner = value.get("shop_money", value)
    if not isinstance(inner, dict):
        return currency_named(inner)
    own = next((inner[name] for name in CURRENCIES if not is_absent(inner.get(name))), None)
    return own or currency_named(amount_in(inner))


def price_of_amount(value: Any, currency: str | None = None) -> Decimal:
    """A price, of an object its amount, in a currency if that is known.

    Raises:
        Unreadable: it is none.
    """
    return price_of(amount_in(value), currency)
