"""What an order is counted for, and what nudges are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.insights.attribution import (
    DAY_MS,
    DEFAULT_WINDOWS,
    Touched,
    last_touch,
)
from functions.domain.nudges.insights.lift import Arm, Assigned, difference_interval, lift
from tests.unit.builders import NOON

HOUR = 3_600_000
MAIL = Touched("mail", "abandoned_cart", "email", NOON)
PUSH = Touched("push", "restock", "push", NOON + HOUR)
CLICKED = Touched("clicked", "abandoned_cart", "email", NOON, (NOON + 2 * HOUR,))


@pytest.mark.parametrize(
    ("touched", "at", "expected"),
    [
        ([], NOON, None),
        ([MAIL], NOON - 1, None),
        ([MAIL], NOON, ("mail", "handed_over")),
        ([MAIL], NOON + DAY_MS, ("mail", "handed_over")),
        ([MAIL], NOON + DAY_MS + 1, None),
        ([MAIL, PUSH], NOON + 2 * HOUR, ("push", "handed_over")),
        ([PUSH, CLICKED], NOON + 3 * HOUR, ("clicked", "clicked")),
        ([PUSH, CLICKED], NOON + HOUR, ("push", "handed_over")),
        ([CLICKED], NOON + 2 * HOUR + 5 * DAY_MS, ("clicked", "clicked")),
    ],
)
def test_the_last_touch_within_its_window_counts(
    touched: list[Touched], at: int, expected: tuple[str, str] | None
) -> None:
    found = last_touch(touched, at, DEFAULT_WINDOWS)
    assert (found and (found[0].nudge_id, found[1])) == expected


TOUCHED = st.builds(
    Touched,
    st.sampled_from("abcd"),
    st.just("restock"),
    st.sampled_from(sorted(DEFAULT_WINDOWS)),
    st.integers(0, 10 * DAY_MS),
    st.lists(st.integers(0, 10 * DAY_MS), max_size=3).map(tuple),
)


@given(st.lists(TOUCHED, max_size=6), st.integers(0, 12 * DAY_MS))
def test_no_touch_between_the_one_that_counts_and_the_order(
    touched: list[Touched], at: int
) -> None:
    found = last_touch(touched, at, DEFAULT_WINDOWS)
    reached = [
        time
        for each in touched
        for time, window in [
            (each.handed_over_at, DEFAULT_WINDOWS[each.channel].handed_over_s),
            *((click, DEFAULT_WINDOWS[each.channel].clicked_s) for click in each.clicked_at),
        ]
        if time <= at <= time + window * 1000
    ]
    assert bool(found) == bool(reached)
    if found:
        nudge, rule, _ = found
        times = nudge.clicked_at if rule == "clicked" else (nudge.handed_over_at,)
        assert max(reached) in times


def test_newcombes_own_example() -> None:
    """56/70 against 48/80: 0.2 with [0.0524, 0.3339], table II (a) of the paper."""
    low, high = difference_interval(Arm(70, 56, 0), Arm(80, 48, 0))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_all_assigned_count_once_and_joined_people_of_both_arms_do_not() -> None:
    found = lift(
        [
            Assigned("a", False, 10.0),
            Assigned("a", False, None),
            Assigned("b", False),
            Assigned("c", True, 4.0),
            Assigned("d", True),
            Assigned("e", True, 9.0),
            Assigned("e", False, 9.0),
        ]
    )
    assert (found.treated, found.held_out, found.mixed) == (Arm(2, 1, 10.0), Arm(2, 1, 4.0), 1)
    assert found.difference == 0
    assert found.low is not None
    assert found.low < 0


def test_without_a_holdout_there_is_no_lift() -> None:
    found = lift([Assigned("a", False, 10.0)])
    assert (found.difference, found.low, found.high) == (None, None, None)
