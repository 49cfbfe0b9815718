"""Intervals against what mathematics says of them."""

import numpy as np
import pytest

from model.evaluation.bootstrap import coverage, interval, relative_difference, resampled


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, (400, 1))
    low, high = interval(resampled(values, seed=7)[:, 0] / 400)
    mean, error = values.mean(), values.std() / np.sqrt(400)

    # a thousand resamples: the ends are known to a twelfth of the standard error; three of those
    assert low == pytest.approx(mean - 1.96 * error, abs=0.25 * error)
    assert high == pytest.approx(mean + 1.96 * error, abs=0.25 * error)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(100):
        low, high = interval(resampled(rng.random((60, 1)), seed=7)[:, 0] / 60)
        held += low <= 0.5 <= high
    assert 88 <= held <= 99  # 95 of 100; a binomial's σ is 2.2


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(3).random((50, 2))
    assert np.array_equal(resampled(values, seed=1), resampled(values, seed=1))
    assert not np.array_equal(resampled(values, seed=1), resampled(values, seed=2))


def test_a_tenth_more_for_all_people_is_a_tenth_more_however_they_differ() -> None:
    values = np.random.default_rng(4).random(30)
    difference, (low, high) = relative_difference(values * 1.1, values, seed=7)
    assert (difference, low, high) == pytest.approx((0.1, 0.1, 0.1))


@pytest.mark.parametrize(("first", "expected"), [(0.0, 0.0), (0.5, 1.0)])
def test_a_difference_to_nothing(first: float, expected: float) -> None:
    difference, ends = relative_difference(np.full(5, first), np.zeros(5), seed=7)
    assert difference == expected
    assert ends == (expected, expected)


def test_distinct_groups_and_how_sure_that_is() -> None:
    shown = np.array([[0, 1], [0, 2], [0, 1], [0, -1]], np.int32)
    share, (low, high) = coverage(shown, 6)

    assert share == 3 / 6
    # group 2 hangs on one of four people: the jackknife's variance is (n − 1) · 3/16
    spread = 1.959964 * np.sqrt(3 * 3 / 16) / 6
    assert (low, high) == pytest.approx((0.5 - spread, 0.5 + spread))


def test_what_all_people_are_shown_is_sure() -> None:
    assert coverage(np.zeros((9, 1), np.int32), 4) == (0.25, (0.25, 0.25))


def test_lists_that_are_all_empty() -> None:
    assert coverage(np.full((3, 2), -1, np.int32), 4) == (0.0, (0.0, 0.0))
