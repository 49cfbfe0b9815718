"""Amounts of money that are objects, as APIs of shops write them: `{amount, currencyCode}`."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from functions.domain.reading.currency_signs import CODES, currency_named, currency_of
from functions.domain.reading.numbers import price_of
from functions.domain.reading.texts import is_absent
from functions.domain.reading.unreadable import Unreadable

AMOUNTS = ("amount", "value", "price")
CURRENCIES = ("currency", "currency_code", "currencyCode", "priceCurrency")
_BOTH = ("shop_money", "shopMoney", "presentment_money", "presentmentMoney")


def amount_in(value: Any, currency: str | None = None) -> Any:
    """What stands for the number; of two amounts the one in `currency`, else the shop's."""
    inner = _one_of_two(value, currency)
    if not isinstance(inner, dict):
        return inner
    return next((inner[name] for name in AMOUNTS if not is_absent(inner.get(name))), None)


def currency_with(value: Any, currency: str | None = None) -> Any:
    """What names the currency of an amount, in a text or an object; None where it has none.

    Of two amounts it is that of the one in `currency`, else of the shop's.
    """
    inner = _one_of_two(value, currency)
    if not isinstance(inner, dict):
        return currency_named(inner)
    own = next((inner[name] for name in CURRENCIES if not is_absent(inner.get(name))), None)
    return own or currency_named(amount_in(inner))


def other_currency(value: Any, currency: str | None, named: Any = None) -> str | None:
    """The currency of an amount where it surely is another than `currency`.

    `named` is the currency that the object of the amount names.
    """
    if currency not in CODES:
        return None
    found = currency_with(value, currency) or named
    if found is None:
        return None
    with suppress(Unreadable):
        code = currency_of(found)
        return code if code in CODES and code != currency else None
    return None


def check_currency(value: Any, currency: str | None, named: Any = None) -> None:
    """Refuse an amount in another currency than `currency`, which is the event's.

    Raises:
        Unreadable: it names another one, in itself or as `named`.
    """
    if named is None and isinstance(value, int | float):  # nearly all: it names none
        return
    if other := other_currency(value, currency, named):
        raise Unreadable(f"is in {other}, and the rest in {currency}")


def price_of_amount(value: Any, currency: str | None = None) -> Decimal:
    """A price, of an object its amount, in a currency if that is known.

    Raises:
        Unreadable: it is none.
    """
    return price_of(amount_in(value, currency), currency)


def _one_of_two(value: Any, currency: str | None) -> Any:
    """Of an amount in the shop's and in the shopper's currency one; others as they are."""
    if not isinstance(value, dict):
        return value
    both = [value[name] for name in _BOTH if name in value]
    if not both:
        return value
    if currency is None or len(both) == 1:
        return both[0]
    return next((each for each in both if other_currency(each, currency) is None), both[0])
