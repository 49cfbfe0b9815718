"""Numbers as shops write them: in JSON, in text, and in the notation of a country."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import category, normalize
from unicodedata import decimal as digit_of

from functions.domain.reading.currency_signs import MILLS, WRITTEN_WHOLE
from functions.domain.reading.unreadable import Unreadable

PLACES = Decimal("0.000001")
"""What is kept of a number: with 9 digits before the point it has 15, which JSON holds exactly."""

MAX_PRICE, MAX_QUANTITY = Decimal(10**9), Decimal(10**6)
_MAX_TEXT = 64
_MAX_DIGITS = 40
_AFFIX = r"[^\d+\-%/:;=*]{0,24}"
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_NUMBER = re.compile(
    rf"(?P<before>{_AFFIX}?)(?P<sign>[+-]?)\s?(?P<inner>{_AFFIX}?)"
    r"(?P<body>[.,]?\d(?:[\d.,' _]*\d)?)"
    rf"(?P<exponent>[eE][+-]?\d{{1,3}})?(?P<dash>[.,:/]-{{1,2}}|[.,])?(?P<after>{_AFFIX}-?)"
)
# For signs like R$ and US$, too.
_MONEY = frozenset(
    (
        "r", "us", "a", "au", "c", "ca", "nz", "hk", "s", "nt", "mx", "cl", "co", "ar", "rd", "rs",
        "kr", "fr", "sfr", "zł", "kč", "ft", "lei", "лв", "руб", "р", "tl", "rm", "rp", "php",
        "eur", "euro", "euros", "usd", "gbp", "chf", "b", "bs", "q", "l", "dh", "dhs", "din",
        "kn", "грн", "đ", "ksh", "tsh", "ush", "sol", "soles", "peso", "pesos", "dolar", "dólar",
        "dólares", "dolares", "dollar", "dollars", "real", "reais", "colones", "quetzales",
        "lempiras", "bolivianos", "guaraníes", "درهم", "دإ", "رس", "ريال", "دينار", "جم", "toman",
    )
)  # fmt: skip
_QUANTITIES = frozenset(
    (
        "kg", "g", "gr", "mg", "lb", "lbs", "oz", "l", "ml",
        "cl", "m", "cm", "mm", "pc", "pcs", "piece", "pieces", "x", "st", "stk", "stück",
        "ud", "uds", "unit", "units", "unidad", "unidades", "szt", "шт", "個", "件", "円", "元",
        "원", "ea", "each", "ct", "pk", "pack", "packs", "pair", "pairs", "par", "pares", "paar",
        "box", "boxes", "caja", "cajas", "paq", "und", "kgs", "kilo", "kilos", "lt", "lts", "litro",
        "litros", "liter", "liters", "litre", "litres", "metro", "metros", "gramos", "grs", "bote",
        "botella", "botellas", "pieza", "piezas", "pza", "pzas", "pz", "stuks", "unidade",
    )
)  # fmt: skip
_UNITS = _MONEY | _QUANTITIES
# A currency with a stroke: `S/ 12.50`, `B/.5`.
_STROKE = re.compile(r"^(s|b)\s?/\.?(?=\s?\d)", re.IGNORECASE)
_UNIT_WITH_DIGIT = re.compile(r"(?<=\d)\s?(?:k?m|cm|mm|ft)[23]$")  # square and cubic
_SIGNS = str.maketrans(
    {
        "−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "﹣": "-",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'",
        "٫": ".", "٬": "'", "،": ",", "·": ".",
    }
)  # fmt: skip


def decimal_of(value: Any, currency: str | None = None) -> Decimal:
    """The number, to six decimals, negative ones included; never NaN and never endless.

    Text may have a currency or unit around the number and any common notation of it: `1.299,00`,
    `1,299.00`, `1 299,00`, `1'299.00`, `€ 12`, `(5.00)`. A single comma followed by three digits
    groups thousands (`1,299`), unless a zero leads (`0,350`); a single point is decimal, but in
    money, which has no three decimals (`1.299 €`), and before a dash for no decimals (`1.299,-`).
    Of an amount in a `currency` that is written without decimals, it groups: `12.990` of CLP.

    Raises:
        Unreadable: it is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unreadable("must be a number")
    if not isinstance(value, str):
        return _rounded(_decimal(repr_of(value)))
    return _rounded(_decimal_in(value, groups=currency in WRITTEN_WHOLE))


def price_of(value: Any, currency: str | None = None) -> Decimal:
    """A price: not negative, at most a milliard.

    Raises:
        Unreadable: it is none.
    """
    return _bounded(decimal_of(value, currency), MAX_PRICE)


def quantity_of(value: Any) -> Decimal:
    """A quantity: not negative, at most a million; fractions are kept to six digits.

    Raises:
        Unreadable: it is none.
    """
    return _bounded(decimal_of(value), MAX_QUANTITY)


def _bounded(value: Decimal, most: Decimal) -> Decimal:
    if value < 0:
        raise Unreadable("must not be negative")
    if value > most:
        raise Unreadable(f"may be at most {most}")
    return value


def repr_of(value: int | float | Decimal) -> str:
    """The shortest text of a number; of one that no text should hold, `nan`."""
    if isinstance(value, int) and value.bit_length() > 130:
        return "nan"
    return str(value)


def json_number(value: Decimal) -> int | float:
    """The same number for JSON: whole ones as integers, others as the nearest float."""
    whole = int(value)
    return whole if whole == value else float(value)


def from_json_number(value: int | float) -> Decimal:
    """The decimal that `json_number` was given."""
    return Decimal(str(value))


def _rounded(value: Decimal) -> Decimal:
    if not value.is_finite() or value.adjusted() > _MAX_DIGITS:
        raise Unreadable("must be a finite number")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        value = value.quantize(PLACES)
    return value or Decimal(0)  # −0 is 0


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Unreadable("must be a number") from error


def _decimal_in(text: str, *, groups: bool) -> Decimal:
    if not groups and _PLAIN.fullmatch(text):
        return Decimal(text)
    if len(text) > _MAX_TEXT:
        raise Unreadable("must be a number, and is a long text")
    if text[-1:] in _FRACTIONS:
        whole = text[:-1].strip() or "0"
        if not whole.isdecimal():
            raise Unreadable("must be a number")
        return Decimal(whole) + _FRACTIONS[text[-1]]
    if "&" in text:
        from html import unescape  # noqa: PLC0415 few texts have it

        text = unescape(text)
    plain = "".join(_ascii(sign) for sign in normalize("NFKC", text)).translate(_SIGNS).strip()
    plain = _UNIT_WITH_DIGIT.sub("", _STROKE.sub("", plain))
    negative = plain.startswith("(") and plain.endswith(")")
    found = _NUMBER.fullmatch(plain[1:-1].strip() if negative else plain)
    if found is None or _has_word(found):
        raise Unreadable("must be a number")
    around = (found["before"], found["inner"], found["after"])
    body = found["body"]
    if body[0] == "." and _is_abbreviation(found["before"] + found["inner"]):
        body = body[1:]  # `Rs.1299`
    no_decimals = "-" in (found["dash"] or "")
    number = _decimal(
        _ungrouped(body, groups=groups or no_decimals or _is_money(around))
        + (found["exponent"] or "")
    )
    trailing = found["after"].endswith("-") and not found["dash"]
    return -number if negative or trailing or found["sign"] == "-" else number


def _ascii(sign: str) -> str:
    """A digit of any script as 0 to 9, a space of any width as one."""
    value = digit_of(sign, None)
    return str(value) if value is not None else (" " if sign.isspace() else sign)


def _has_word(found: re.Match[str]) -> bool:
    """Whether what stands around the number is more than a currency or a unit."""
    around = (found["before"], found["inner"], found["after"].rstrip("-"))
    return any(not _is_unit(part.strip()) for part in around)


def _is_unit(text: str) -> bool:
    """Whether it is a sign, a code of three capitals, or a known unit; nothing is one, too."""
    letters = "".join(sign for sign in text if sign.isalpha())
    is_code = len(letters) == 3 and letters.isupper()
    return len(text) <= len(letters) + 3 and (not letters or is_code or letters.lower() in _UNITS)


def _is_abbreviation(text: str) -> bool:
    """Whether a point after the text is part of it, as in `Rs.`, and not a decimal point."""
    word = text.strip()
    return word[-1:].isalpha() and not (len(word) == 3 and word.isupper())


def _is_money(around: tuple[str, ...]) -> bool:
    """Whether a currency of two decimals or none stands by the number."""
    parts = [part.strip(" .-") for part in around]
    if any(part in MILLS for part in parts):
        return False
    codes = (len(part) == 3 and part.isalpha() and part.isupper() for part in parts)
    named = (part.lower() in _MONEY for part in parts)
    return any(codes) or any(named) or any(category(s) == "Sc" for part in parts for s in part)


def _ungrouped(body: str, *, groups: bool) -> str:
    """The digits with a point, if any, as the only sign among them.

    With `groups` a single point before three digits groups thousands, as a comma does.

    Raises:
        Unreadable: the signs are neither groups nor a decimal separator.
    """
    points = [sign for sign in body if sign in ".,"]
    decimal = _decimal_sign(body, points, ".," if groups else ",")
    whole, _, fraction = body.rpartition(decimal) if decimal else (body, "", "")
    if not fraction.isdecimal() and decimal:
        raise Unreadable("must be a number")
    parts = re.split(r"[.,' _]", whole)
    if len(parts) > 1 and (len({*re.findall(r"[.,' _]", whole)}) > 1 or not _grouped(parts)):
        raise Unreadable("must be a number; the groups of its digits are not of three")
    return f"{''.join(parts) or '0'}.{fraction or '0'}"


def _decimal_sign(body: str, points: list[str], grouping: str) -> str:
    """The sign before the decimals; empty where there is none.

    A single sign of `grouping` before three digits is none.
    """
    if not points:
        return ""
    last = points[-1]
    if points.count(last) > 1:
        return ""
    alone = len(points) == 1 and not re.search(r"[' _]", body)
    before, _, after = body.rpartition(last)
    is_group = len(after) == 3 and 0 < len(before) <= 3 and not before.startswith("0")
    if alone and last in grouping and is_group:
        return ""
    return last


def _grouped(groups: list[str]) -> bool:
    """Whether digits are grouped by threes, or as in India: the last three, and twos before."""
    first, *others = groups
    if not first or len(first) > 3 or len(others[-1]) != 3:
        return False
    sizes = {len(each) for each in others[:-1]}
    return sizes <= {3} or (sizes <= {2} and len(first) <= 2)
