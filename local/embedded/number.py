"""DynamoDB's numbers: 38 digits, 1E-130 to 9.9…E+125; their text, their order, their sum.

Source: "Naming rules and data types", DynamoDB Developer Guide, "Number".
"""

import re
from decimal import Context, Decimal, InvalidOperation

from local.embedded.faults import invalid

MAX_DIGITS = 38
MAX_EXPONENT = 125
MIN_EXPONENT = -130
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
# Wide enough that nothing is rounded before it is checked.
_WIDE = Context(prec=600, Emax=999_999, Emin=-999_999)
_EXPONENT_OFFSET = 1 - MIN_EXPONENT
_COMPLEMENT = bytes(255 - byte for byte in range(256))


def canonical(text: str) -> str:
    """The one text of a number: no exponent, no zeros that mean nothing.

    Raises:
        Refused: it is no number, or it has more digits or another magnitude than DynamoDB keeps.
    """
    # Most numbers are whole and short; they need no arithmetic.
    if len(text) < MAX_DIGITS and text.isascii() and text.isdigit() and text[0] != "0":
        return text
    if not _NUMBER.match(text):
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}")
    try:
        number = _WIDE.create_decimal(text)
    except InvalidOperation:
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}") from None
    return _text(number)


def add(left: str, right: str) -> str:
    """The sum of two canonical numbers."""
    return _text(_WIDE.add(Decimal(left), Decimal(right)))


def subtract(left: str, right: str) -> str:
    """The difference of two canonical numbers."""
    return _text(_WIDE.subtract(Decimal(left), Decimal(right)))


def sort_key(text: str) -> bytes:
    """Bytes that sort as canonical numbers do."""
    number = Decimal(text)
    sign, digits, _ = number.as_tuple()
    if digits == (0,):
        return b"\x80"
    magnitude = number.adjusted() + _EXPONENT_OFFSET
    body = magnitude.to_bytes(2, "big") + bytes(digits).rstrip(b"\0")
    return b"\x7f" + body.translate(_COMPLEMENT) + b"\xff" if sign else b"\x81" + body


def size(text: str) -> int:
    """Bytes of a canonical number: one for two digits, one more, and one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")


def _text(number: Decimal) -> str:
    if not number:
        return "0"
    number = number.normalize(_WIDE)
    if number.adjusted() > MAX_EXPONENT:
        raise invalid(
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range"
        )
    if number.adjusted() < MIN_EXPONENT:
        raise invalid(
            "Number underflow. Attempting to store a number with magnitude smaller than supported "
            "range"
        )
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    return format(number, "f")
