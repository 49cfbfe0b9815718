"""Times as senders write them, as UTC milliseconds."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from unicodedata import digit, normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from functions.domain.reading.unreadable import Unreadable

EARLIEST_MS = 946_684_800_000  # the year 2000: no event was sent before
LATEST_MS = 4_102_444_800_000  # the year 2100
_DAY_MS = 86_400_000
_MAX_TEXT = 80
_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,12})?(?:[eE]\+?\d{1,2})?")
_ZONE_TWICE = re.compile(r"(?<=[+-]\d{2}:\d{2})Z$|(?<=[+-]\d{4})Z$|(?<=Z)\+00:?00$")  # "+00:00Z"
_ZONE_NAME = re.compile(
    r"\s*(?:\([^)]*\)|\[[^\]]*\]|(?<=\d) ?[A-Z][A-Za-z]+/[A-Z]\w+(?:/\w+)?)\s*$"
)
_LAST_SECOND = re.compile(r"(?<=\d:\d{2}):60(?!\d)")
_MIDNIGHT = re.compile(r"(?<=[T ])24:00(:00(?:\.0+)?)?(?!\d)")
_SIGNS_OF_DATES = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY = re.compile(r"(?:19|20)\d{6}")
_DASHES = str.maketrans("−–—‑", "----")
_FRACTION = re.compile(r"(\.\d{6})\d+")
_ZONE_AGAIN = re.compile(r"(?<=[+-]\d{4}) [A-Z]{2,5}$")  # as Go writes times
_COMPACT = re.compile(r"(?:19|20)\d{12}")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T,]+(\S.*))?")
_DATE_CALL = re.compile(r"/Date\((\d{10,16})(?:[+-]\d{4})?\)/")  # as .NET once did
_FORMATS = ("%a %b %d %Y %H:%M:%S GMT%z", "%a %b %d %H:%M:%S UTC %Y", "%Y/%m/%d %H:%M:%S",
            "%Y-%m-%d %H:%M:%S %z", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%d %H:%M", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
            "%b %d, %Y %H:%M:%S", "%b %d, %Y %I:%M %p", "%b %d, %Y, %I:%M:%S %p")  # fmt: skip


def time_of(value: Any) -> int:
    """The time in UTC ms; a time without a zone is taken as UTC.

    A number, or one in text, counts seconds, milli-, micro- or nanoseconds since 1970, by its size.

    Raises:
        Unreadable: it is no time, or lies before 2000 or after 2099.
    """
    at = _in_text(value) if isinstance(value, str) else _in_json(value)
    if not EARLIEST_MS <= at < LATEST_MS:
        raise Unreadable("must lie between 2000 and 2100")
    return at


def _in_json(value: Any) -> int:
    """The time of a number, or in `{"$date": …}`, as MongoDB writes it in JSON."""
    if isinstance(value, dict):
        inner = value.get("$date")
        return time_of(inner.get("$numberLong") if isinstance(inner, dict) else inner)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("must be a time, for example 2025-01-31T12:00:00Z")
    return _by_size(value)


def _by_size(number: int | float) -> int:
    if not 0 <= number < 1e20:  # NaN is not, either
        raise Unreadable("must lie between 2000 and 2100")
    for most, factor in ((1e11, 1000), (1e14, 1)):
        if number < most:
            return int(number * factor)
    return int(number / 1000) if number < 1e17 else int(number / 1_000_000)


def _in_text(value: str) -> int:
    text = value.strip(" \t\r\n\"'")  # quotation marks of JSON in JSON, and of sheets
    if len(text) > _MAX_TEXT:
        raise Unreadable("must be a time, and is a long text")
    if not text.isascii():
        text = _in_ascii(text)
    # An hour with points, which ISO 8601 takes for parts of a second.
    if text[13:14] == "." and text[4:5] == "-":
        text = text.replace(".", ":", 2 if text[16:17] == "." else 1)
    if text[4:5] != "-":  # of digits alone, some that count seconds would pass as ISO 8601
        return _in_other_notation(text)
    try:
        return _millis(datetime.fromisoformat(text), UTC)
    except ValueError:
        return _in_other_notation(text)


def _in_other_notation(text: str) -> int:
    if found := _DATE_CALL.fullmatch(text):
        return _by_size(int(found[1]))
    if _COMPACT.fullmatch(text):
        text = f"{text[:8]}T{text[8:]}"
    if _NUMBER.fullmatch(text) and not _DAY.fullmatch(text):
        return _by_size(int(text) if text.isdecimal() else float(text))
    at = _parsed(_LAST_SECOND.sub(":59", text))
    later = 1000 * (_LAST_SECOND.search(text) is not None) + _DAY_MS * _ends_a_day(text)
    return _millis(at, _zone_named(text)) + later


def _millis(at: datetime, zone: tzinfo) -> int:
    """UTC ms of a time, which is one of the zone if it names none."""
    aware = at if at.tzinfo else at.replace(tzinfo=zone)
    return int(aware.timestamp() * 1000)


def _zone_named(text: str) -> tzinfo:
    """The zone by its name behind a time without an offset; UTC where none is named."""
    found = _ZONE_NAME.search(text)
    name = found[0].strip(" []()") if found else ""
    if "/" not in name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _ends_a_day(text: str) -> bool:
    """Whether the time is 24:00, the first moment of the next day."""
    return _MIDNIGHT.search(text) is not None


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        plain = _MIDNIGHT.sub(r"00:00\1", _SIGNS_OF_DATES.sub(r"\1-\2-\3", text))
        plain = _ZONE_TWICE.sub("", _ZONE_NAME.sub("", _FRACTION.sub(r"\1", plain)))
        plain = _ZONE_AGAIN.sub("", plain)
    # Few times have the name of a month, and its patterns take 2 ms of a start.
    from functions.domain.reading.dates_in_words import in_digits  # noqa: PLC0415

    plain = in_digits(_year_first(plain))
    if plain.endswith((" UTC", " GMT", " Z")):
        plain = plain.rpartition(" ")[0] + "+00:00"
    for read in (_iso, *map(_by_format, _FORMATS), parsedate_to_datetime):
        try:
            return read(plain)
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
    raise Unreadable("must be a time, for example 2025-01-31T12:00:00Z")


def _iso(text: str) -> datetime:
    """As RFC 3339 allows, with `t` and `z` in small letters too."""
    return datetime.fromisoformat(text.upper())


def _in_ascii(text: str) -> str:
    """The text with the digits, signs and spaces of other scripts as those of ASCII."""
    signs = (str(digit(sign, None) or 0) if sign.isdecimal() else sign for sign in text)
    return normalize("NFKC", "".join(signs)).translate(_DASHES).strip()


def _year_first(text: str) -> str:
    """A date with its year last as ISO 8601, where no other day can be meant; others as they are.

    With points the day comes first; else one of its two numbers must be too large for a month.
    """
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return text
    first, sign, second, year, rest = found.groups()
    if sign != "." and (int(first) > 12) == (int(second) > 12) and first != second:
        return text
    day, month = (second, first) if int(second) > 12 else (first, second)
    return f"{year}-{month:0>2}-{day:0>2}" + (f" {rest}" if rest else "")


def _by_format(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 the caller adds the zone
