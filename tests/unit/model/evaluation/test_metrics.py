"""Known answers, worked out by hand."""

from math import log2

import pytest

from model.durations import DAY_MS
from model.evaluation import metrics
from model.evaluation.split import Split, split_by_time


@pytest.mark.parametrize(
    ("ranked", "relevant", "ndcg", "recall", "hit", "first"),
    [
        ("abc", "a", 1.0, 1.0, 1.0, 1.0),
        ("abc", "b", 1 / log2(3), 1.0, 1.0, 1 / 2),
        ("abc", "c", 1 / 2, 1.0, 1.0, 1 / 3),
        ("abcd", "d", 0.0, 0.0, 0.0, 0.0),
        ("abc", "abc", 1.0, 1.0, 1.0, 1.0),
        ("abc", "abcdef", 1.0, 0.5, 1.0, 1.0),
        ("axb", "ab", 1.5 / (1 + 1 / log2(3)), 1.0, 1.0, 1.0),
        ("a", "ab", 1 / (1 + 1 / log2(3)), 0.5, 1.0, 1.0),
        ("", "a", 0.0, 0.0, 0.0, 0.0),
        ("abc", "", 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_known_answers_at_3(
    ranked: str, relevant: str, ndcg: float, recall: float, hit: float, first: float
) -> None:
    assert metrics.ndcg(ranked, set(relevant), 3) == pytest.approx(ndcg)
    assert metrics.recall(ranked, set(relevant), 3) == pytest.approx(recall)
    assert metrics.hit_rate(ranked, set(relevant), 3) == hit
    assert metrics.reciprocal_rank(ranked, set(relevant), 3) == pytest.approx(first)


def test_the_newest_days_are_held_out() -> None:
    assert split_by_time(0, 365 * DAY_MS, 28) == Split(337 * DAY_MS, 365 * DAY_MS)


def test_a_short_window_keeps_four_fifths_to_learn_from() -> None:
    assert split_by_time(0, 10 * DAY_MS, 28) == Split(8 * DAY_MS, 10 * DAY_MS)


@pytest.mark.parametrize("until", [7, 8, 11])
def test_one_moment_cannot_be_split(until: int) -> None:
    assert split_by_time(7, until, 28) is None
