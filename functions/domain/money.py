"""Amounts of money as integers of a currency's minor unit, and back."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from functions.domain.event import Event
from functions.domain.reading import currency_signs
from functions.domain.reading.currency_signs import MILLS, WHOLE
from functions.domain.reading.numbers import price_of
from functions.domain.reading.unreadable import Unreadable

# ISO 4217's currencies whose minor unit is not a hundredth, in force in 2026.
_PLACES = {
    **dict.fromkeys(WHOLE, 0),
    **dict.fromkeys(MILLS, 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_HUNDREDTHS = 2
MOST = 10**15 - 1  # the largest whole number of 15 digits


def places_of(currency: str | None) -> int:
    """The decimals of the currency's minor unit; two where the currency is not known."""
    return _PLACES.get(currency or "", _HUNDREDTHS)


def minor_units(amount: Decimal, currency: str | None) -> int:
    """The amount as a whole number of the minor unit, halves to the even one.

    Raises:
        Unreadable: it is too large to be money.
    """
    if abs(amount) > MOST:
        raise Unreadable("is too large to be an amount")
    scaled = amount.scaleb(places_of(currency))
    units = int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    if abs(units) > MOST:
        raise Unreadable("is too large to be an amount")
    return units


def major_units(units: int, currency: str | None) -> Decimal:
    """The amount of so many minor units, `Decimal("12.50")` for example."""
    return Decimal(units).scaleb(-places_of(currency))


def amount_of(value: Any) -> float | None:
    """The amount that a sender writes; None where it is none, or negative."""
    try:
        return float(price_of(value))
    except Unreadable:
        return None


def currency_of(event: Event) -> str | None:
    """The ISO 4217 code that a sender names; None where there is none."""
    if event.order_details:
        return event.order_details.currency
    try:
        return currency_signs.currency_of(event.properties.get("currency"))
    except Unreadable:
        return None
