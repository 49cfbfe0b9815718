"""The currency that a text names with an amount."""

import re
from typing import Any

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
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
         "zł": "PLN", "R$": "BRL", "US$": "USD"}  # fmt: skip
"""ISO 4217's codes by signs that only one currency has."""


def currency_named(value: Any) -> str | None:
    """The currency in a text like `12,50 EUR` or `€ 12`; None where it names none."""
    if not isinstance(value, str):
        return None
    code = next((each for each in _CODE.findall(value) if each in CODES), None)
    if code:
        return str(code)
    sign = value.strip(" \u00a0\u202f0123456789.,'’")
    return SIGNS.get(sign)
