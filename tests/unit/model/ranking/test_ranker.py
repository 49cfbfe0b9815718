"""The trees' order, and sources that they never learned about."""

import numpy as np
import pytest

from model.ranking.ranker import SCORE_STEP, on_scale_of


def test_the_order_is_the_trees_and_the_scale_the_weights() -> None:
    sums, chances = np.array([1.0, 0.7, 0.1, 0.0]), np.array([0.9, 1.0, 0.95, 0.97])
    expected = np.array([0.0, 1.0, 0.1, 0.7]) + SCORE_STEP * chances
    assert on_scale_of(sums, chances) == pytest.approx(expected)


def test_where_the_sums_say_nothing_the_order_stays() -> None:
    chances = np.random.default_rng(7).random(50)
    found = on_scale_of(np.zeros(50), chances)
    assert np.argsort(found).tolist() == np.argsort(chances).tolist()


def test_a_click_is_seen_by_who_buys_the_same_week_by_week() -> None:
    """All chances are near 1; among the hand-made sums 0.6 comes after the first three."""
    sums = np.array([1.0, 0.8, 0.7, *np.linspace(0.5, 0.1, 47)])
    found = on_scale_of(sums, np.linspace(1.0, 0.9, 50))
    assert np.count_nonzero(found > 0.6) == 3
