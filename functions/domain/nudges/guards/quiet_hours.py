"""Quiet hours where the person is: wall-clock times become instants at their own date."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zlib import crc32
from zoneinfo import ZoneInfo


@lru_cache(1_000)
def zone_of(*names: str) -> ZoneInfo:
    """The first of these names that is a time zone; UTC if none is."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            continue
    return ZoneInfo("UTC")


def instant_of(day: datetime, minutes: int, zone: ZoneInfo) -> int:
    """The instant (UTC ms) of so many minutes after midnight of a day, by the clock of `zone`.

    A time that a change of the clocks leaves out moves forward; of one that comes twice the first
    counts.
    """
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minutes)
    return round(wall.replace(fold=0).astimezone(UTC).timestamp() * 1000)


def quiet_until(now: int, zone: ZoneInfo, *, begins: int, ends: int) -> int | None:
    """The end (UTC ms) of the quiet hours that `now` is in; None outside of them.

    `begins` and `ends` are minutes after midnight; the same twice stands for no quiet hours.
    """
    if begins == ends:
        return None
    today = datetime.fromtimestamp(now / 1000, zone)
    for shift in (-1, 0):
        day = today + timedelta(days=shift)
        until = instant_of(day, ends + (1440 if ends < begins else 0), zone)
        if instant_of(day, begins, zone) <= now < until:
            return until
    return None


def next_quiet(now: int, zone: ZoneInfo, *, begins: int, ends: int) -> int | None:
    """The next start of quiet hours after `now` (UTC ms); None if there are none."""
    if begins == ends:
        return None
    today = datetime.fromtimestamp(now / 1000, zone)
    starts = (instant_of(today + timedelta(days=n), begins, zone) for n in (0, 1))
    return next((start for start in starts if start > now), None)


def spread(person: str, seconds: int) -> int:
    """A delay in ms below `seconds`, always the same for one person."""
    return crc32(person.encode()) % max(1, seconds * 1000)
