"""How many segments an SMS takes, which is what it costs.

GSM-7 has 160 characters in one message and 153 in each of several; its extended characters count
twice. One character outside of it makes all of the text UCS-2: 70, and 67 in each of several.
Source: 3GPP TS 23.038, section 6.2.1; TS 23.040, section 9.2.3.24.1.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVW"
    "XYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
# What word processors and formats of money make of plain signs.
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-"}
    | dict.fromkeys("\u00a0\u202f\u2007\u2009", " ")
)
_GSM, _GSM_PART = 160, 153
_UCS, _UCS_PART = 70, 67


@dataclass(frozen=True, slots=True)
class SmsSize:
    """`odd` are the characters that keep the text from being GSM-7."""

    segments: int
    encoding: Literal["GSM-7", "UCS-2"]
    odd: str = ""


def sms_size(text: str) -> SmsSize:
    """Return the size of a text as it is sent; an empty one takes one segment."""
    odd = "".join(dict.fromkeys(c for c in text if c not in _BASIC and c not in _EXTENDED))
    if not odd:
        return SmsSize(_parts([1 + (c in _EXTENDED) for c in text], _GSM, _GSM_PART), "GSM-7")
    units = [len(c.encode("utf-16-be", "surrogatepass")) // 2 for c in text]
    return SmsSize(_parts(units, _UCS, _UCS_PART), "UCS-2", odd)


def as_gsm7(text: str) -> str:
    """Return the text with plain signs, and without accents that GSM-7 lacks, if that makes it so.

    A text in another script stays as it is: it is UCS-2 anyway.
    """
    plain = text.translate(_PLAIN)
    fitted = "".join(c if c in _BASIC or c in _EXTENDED else _base(c) for c in plain)
    return plain if sms_size(fitted).odd else fitted


def _base(character: str) -> str:
    """Return a letter without its accents."""
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _parts(units: Iterable[int], whole: int, part: int) -> int:
    """Count parts; a character of two units is never torn between them."""
    units = list(units)
    if sum(units) <= whole:
        return 1
    count, used = 1, 0
    for each in units:
        if used + each > part:
            count, used = count + 1, 0
        used += each
    return count
