"""Dates with the name of a month, and clocks of twelve hours, as people and spreadsheets write."""

import re
from unicodedata import combining, normalize

_MONTHS = (
    "january jan januar janner januari janvier janv enero ene gennaio gen janeiro января янв",
    "february feb februar februari fevrier fevr fev febrero febbraio fevereiro февраля фев",
    "march mar marz maerz mrz mars marzo marco maart mrt марта мар",
    "april apr avril avr abril abr aprile апреля апр",
    "may mai mayo maggio mag maio mei мая",
    "june jun juni juin junio giugno giu junho июня июн",
    "july jul juli juillet juil julio luglio lug julho июля июл",
    "august aug aout agosto ago augustus августа авг",
    "september sep sept septembre septiembre setiembre settembre set setembro сентября сен сент",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября окт",
    "november nov novembre noviembre novembro ноября ноя нояб",
    "december dec dezember dez decembre diciembre dic dicembre dezembro декабря дек",
)
"""Of English, German, French, Spanish, Italian, Portuguese, Dutch and Russian, without accents."""
_NUMBER_OF = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split()}
_REST = r"(?:,?[ t:]+(?:at |a las |as |um |om |alle |a )?(?P<rest>\d.*))?"
_WEEKDAY = r"(?:[a-z]+[.,]*\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_MONTH = r"(?P<month>[a-zа-я]{3,10})\.?"
_OF = r"(?:de |del |of )?"
_DATES = tuple(
    re.compile(each + _REST)
    for each in (
        rf"{_WEEKDAY}{_DAY}[ /-]*{_OF}{_MONTH},?[ /-]*{_OF}(?P<year>\d{{4}}|\d\d(?!:))(?!\d)",
        rf"{_WEEKDAY}{_MONTH} ?{_DAY},? +(?P<year>\d{{4}})(?!\d)",
        rf"(?P<year>\d{{4}})[ /-]{_MONTH}[ /-](?P<day>\d{{1,2}})(?!\d)",
    )
)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(:\d{2})?(:\d{2}(?:\.\d+)?)?\s*([ap])\.?\s?m\b\.?", re.IGNORECASE
)
_SHORT_HOUR = re.compile(r"(?<=[ T])(\d):(?=\d{2})")
_HOURS = re.compile(r"(?<=\d) ?(?:uhr|hrs?|h|hs)\b\.?")
_OCLOCK = re.compile(r"(?<=:\d{2}) ?(?:uhr|hrs?|hs?)\.?$", re.IGNORECASE)
_ZONE = re.compile(r"\s+(?:(?:GMT|UTC)?([+-]\d{2}:?\d{2})|([A-Z]{3,4}))$")
_SHORT_ZONE = re.compile(r"(?<=\d)\s*(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d{2}))?$")
# What stands between a day and its hour: `13/11/2024, 18:03`, `13.11.2024 um 18:03`.
_BEFORE_HOUR = re.compile(r"^(?:,?[ T]+(?:-|at|a las|às|as|um|om|alle|à|a)|,)?[ T]+(?=\d)")
_MINUTES = re.compile(r"^(\d{1,2})(?:h|[.](?=\d{2}))(\d{2})(?:[.](\d{2}))?")
_ZONES = {"UTC": "+0000", "GMT": "+0000", "WET": "+0000", "BST": "+0100", "WEST": "+0100",
          "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "EST": "-0500",
          "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600",
          "PST": "-0800", "PDT": "-0700"}  # fmt: skip
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")


def with_clock(day: str, rest: str) -> str:
    """A day and the hour behind it as a day, a space and the hour with colons."""
    clock = _BEFORE_HOUR.sub("", rest)
    if clock == rest:
        return f"{day}{rest}"
    return f"{day} {_HOURS.sub('', _MINUTES.sub(_with_colons, clock, 1))}".rstrip()


def in_digits(text: str) -> str:
    """The time with its month and hour in digits, nearer to ISO 8601; other texts as they are.

    A year of two digits is one of this century.
    """
    found = _SLASHED.sub(lambda d: f"{d[1]}-{d[2]:0>2}-{d[3]:0>2}", _date_in_digits(text), 1)
    found = _SHORT_HOUR.sub(r"0\1:", _CLOCK.sub(_of_24_hours, _OCLOCK.sub("", found)))
    found = _SHORT_ZONE.sub(lambda z: f"{z[1]}{z[2]:0>2}:{z[3] or '00'}", found)
    zone = _ZONE.search(found)
    if zone is None or not found[0].isdigit():
        return found
    offset = zone[1] or _ZONES.get(zone[2])
    return found[: zone.start()] + offset if offset else found


def _date_in_digits(text: str) -> str:
    letters = (sign for sign in normalize("NFKD", text) if not combining(sign))
    plain = " ".join("".join(letters).lower().split())
    for pattern in _DATES:
        found = pattern.fullmatch(plain)
        month = _NUMBER_OF.get(found["month"]) if found else None
        if found and month:
            year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
            rest = _MINUTES.sub(_with_colons, found["rest"] or "")
            rest = _HOURS.sub("", rest).strip().upper()
            return f"{year}-{month:02}-{found['day']:0>2}" + (f" {rest}" if rest else "")
    return text


def _with_colons(clock: re.Match[str]) -> str:
    """A clock as French (`10h15`) and Oracle (`10.15.00`) write it."""
    return ":".join(part for part in clock.groups() if part)


def _of_24_hours(clock: re.Match[str]) -> str:
    hour, minute, second, half = clock.groups()
    of_day = int(hour) if int(hour) > 12 else int(hour) % 12 + 12 * (half in "pP")
    return f"{of_day:02}{minute or ':00'}{second or ''}"
