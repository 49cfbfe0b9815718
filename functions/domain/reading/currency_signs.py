"""Currencies as senders name them, alone or with an amount."""

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.reading.currency_numbers import code_by_number
from functions.domain.reading.unreadable import Unreadable

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_LISTED = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER "
    "ZAR ZMW ZWG"
)
CODES = frozenset(_LISTED.split())
"""ISO 4217's codes of money that is paid with, in force in 2026."""
WHOLE = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
     "VUV", "XAF", "XOF", "XPF"))  # fmt: skip
"""Those without a minor unit."""
MILLS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Those whose minor unit is a thousandth."""
WRITTEN_WHOLE = WHOLE | {"COP", "IDR", "IRR", "LAK", "LBP", "MMK"}
"""Those that shops write without decimals."""
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
         "zł": "PLN", "R$": "BRL", "US$": "USD"}  # fmt: skip
"""ISO 4217's codes by signs that only one currency has."""

_CODE_NAMES = ("code", "iso_code", "isoCode", "currency_code", "currencyCode", "currency", "id")


def currency_of(value: Any) -> str:
    """The three letters of ISO 4217, in capitals, of its letters, its number or a sign.

    Of an object its code counts, of a list the first. The `id` of an object is no number of
    ISO 4217.

    Raises:
        Unreadable: it is none of these.
    """
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, Mapping):
        name = next((each for each in _CODE_NAMES if value.get(each)), "id")
        value = value.get(name)
        if name == "id":
            return code_of_letters(value)
    return code_by_number(value) or code_of_letters(value)


def code_of_letters(value: Any) -> str:
    """The three letters of ISO 4217, in capitals, of letters or a sign.

    Raises:
        Unreadable: it is neither.
    """
    text = value.strip() if isinstance(value, str) else ""
    code = SIGNS.get(text, text.upper())
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Unreadable("must be three letters of ISO 4217, EUR for example")
    return code


def currency_named(value: Any) -> str | None:
    """The currency in a text like `12,50 EUR` or `€ 12`; None where it names none."""
    if not isinstance(value, str):
        return None
    code = next((each for each in _CODE.findall(value) if each in CODES), None)
    if code:
        return str(code)
    sign = value.strip(" \u00a0\u202f0123456789.,'’")
    return SIGNS.get(sign)
