"""Wall-clock times become instants at their own date: across both changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.guards.caps import free_at
from functions.domain.nudges.guards.quiet_hours import (
    instant_of,
    next_quiet,
    quiet_until,
    spread,
    zone_of,
)
from functions.domain.nudges.settings import Cap

MADRID = ZoneInfo("Europe/Madrid")
NIGHT = {"begins": 21 * 60, "ends": 8 * 60}


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00"),  # the clocks go forward
        ("2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00"),  # and back
        ("2026-07-01T03:00:00+02:00", "2026-07-01T08:00:00+02:00"),
        ("2026-07-01T21:00:00+02:00", "2026-07-02T08:00:00+02:00"),
        ("2026-07-01T08:00:00+02:00", None),
        ("2026-07-01T20:59:59+02:00", None),
    ],
)
def test_the_end_of_a_night(now: str, until: str | None) -> None:
    assert quiet_until(ms(now), MADRID, **NIGHT) == (ms(until) if until else None)


def test_a_time_in_a_gap_moves_forward_and_of_two_the_first_counts() -> None:
    gap = instant_of(datetime(2026, 3, 29, tzinfo=MADRID), 150, MADRID)
    assert gap == ms("2026-03-29T03:30:00+02:00")
    fold = instant_of(datetime(2026, 10, 25, tzinfo=MADRID), 150, MADRID)
    assert fold == ms("2026-10-25T02:30:00+02:00")


def test_hours_within_a_day_and_no_hours_at_all() -> None:
    noon = ms("2026-07-01T12:30:00+02:00")
    assert quiet_until(noon, MADRID, begins=720, ends=900) == ms("2026-07-01T15:00:00+02:00")
    assert quiet_until(noon, MADRID, begins=0, ends=0) is None
    assert next_quiet(noon, MADRID, begins=0, ends=0) is None


@given(st.integers(0, 2 * 366 * 86_400), st.sampled_from(["Europe/Madrid", "Asia/Kolkata"]))
def test_a_time_is_quiet_by_the_clock_on_the_wall(seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    now, wall = round(moment.timestamp() * 1000), moment.astimezone(zone)
    until = quiet_until(now, zone, **NIGHT)
    assert (until is not None) == (wall.hour >= 21 or wall.hour < 8)
    following = next_quiet(now, zone, **NIGHT)
    assert following is not None
    assert now < following <= now + 25 * 3_600_000


def test_a_zone_that_is_none_gives_way_to_the_next() -> None:
    assert zone_of("", "../etc/passwd", "Mars/Base", "Asia/Tokyo").key == "Asia/Tokyo"
    assert zone_of("nowhere").key == "UTC"


def test_people_are_spread_over_fifteen_minutes() -> None:
    delays = [spread(f"customer#{number}", 900) for number in range(1_000)]
    assert all(0 <= delay < 900_000 for delay in delays)
    assert max(delays) - min(delays) > 800_000


def test_a_cap_is_free_when_the_oldest_leaves_its_window() -> None:
    cap = Cap(2, 10)
    assert free_at([], cap, 100_000) == 100_000
    assert free_at([95_000, 99_000], cap, 100_000) == 105_000
    assert free_at([90_000, 99_000], cap, 100_000) == 100_000
    assert free_at([91_000, 95_000, 99_000], cap, 100_000) == 105_000
