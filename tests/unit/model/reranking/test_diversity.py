import numpy as np
import pytest

from model.reranking.diversity import diversify

CATEGORY = np.array([0, 0, 0, 0, 1, 1, 2, -1])


def test_none_leaves_the_order() -> None:
    assert diversify([CATEGORY], 0.0, 8).tolist() == list(range(8))


def test_the_most_of_it_takes_turns_and_the_best_of_each_first() -> None:
    found = diversify([CATEGORY], 1.0, 8).tolist()
    assert found[:4] == [0, 4, 6, 7], "one of each; what is of no known category is one more"
    assert sorted(found) == list(range(8))


def test_half_of_it_weighs_ranks_against_shares() -> None:
    """After 0, candidate 1 is worth .5 · 7/8 − .5 · 1, and 4, the next category, .5 · 4/8."""
    assert diversify([CATEGORY], 0.5, 3).tolist()[:3] == [0, 4, 1]


@pytest.mark.parametrize("facets", [[], [np.zeros(3, int)], [np.full(3, -1)]])
def test_facets_that_distinguish_nothing_change_nothing(facets: list[np.ndarray]) -> None:
    assert diversify(facets, 1.0, 3).tolist() == list(range(3 if facets else 0))


def test_brands_count_as_much_as_categories() -> None:
    category, brand = np.array([0, 0, 1]), np.array([0, 1, 0])
    assert diversify([category, brand], 1.0, 3).tolist() == [0, 1, 2], (
        "each shares one with the first"
    )
    assert diversify([np.array([0, 0, 1]), np.array([0, 0, 1])], 1.0, 2).tolist()[:2] == [0, 2]
