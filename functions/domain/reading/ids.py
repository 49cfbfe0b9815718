"""Ids as senders write them: text of up to 256 bytes, one text for each id."""

import re
from typing import Any
from unicodedata import category, normalize

from functions.domain.reading.unreadable import Unreadable

MAX_BYTES = 256
# Many ids that differ in their last digits become one such text.
_ROUNDED = re.compile(r"[1-9](?:[.,]\d+)?E\+\d{2,3}")

# Spaces, and signs that no one sees: a byte order mark, joiners, marks of direction.
_INVISIBLE = "".join(chr(n) for n in range(0x2100) if chr(n).isspace()) + (
    "\u3000\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e"
)


def id_of(value: Any) -> str:
    """The id: the text of a whole number, or the text in NFC without spaces around it.

    Raises:
        Unreadable: it is neither, has control characters, is too long, or a spreadsheet rounded it.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("must be a text or a number")
    text = value if isinstance(value, str) else _digits(value)
    if not text.isascii():
        text = normalize("NFC", text)
    text = text.strip(_INVISIBLE)
    if not text.isprintable() and any(category(sign) in {"Cc", "Cs", "Cn"} for sign in text):
        raise Unreadable("must not contain control characters")
    if not text or (len(text) * 4 > MAX_BYTES and len(text.encode()) > MAX_BYTES):
        raise Unreadable(f"must be 1 to {MAX_BYTES} bytes")
    if "E+" in text and _ROUNDED.fullmatch(text):
        raise Unreadable("was rounded by a spreadsheet; format its column as text")
    return text


def _digits(value: int | float) -> str:
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value) if value == value and abs(value) < 1e16 else ""  # noqa: PLR0124 NaN
        value = int(value)
    if value.bit_length() > MAX_BYTES * 3:
        raise Unreadable(f"must be 1 to {MAX_BYTES} bytes")
    return str(value)
