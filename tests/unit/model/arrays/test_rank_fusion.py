import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.arrays.rank_fusion import UNRANKED, fuse, ranks


def test_each_row_is_ranked_alone_and_what_it_lacks_is_unranked() -> None:
    scores = np.array([[0.5, 0.0, 2.0, 0.5], [0.0, 0.0, 0.0, 0.0], [0.1, 0.2, -1.0, 0.3]])
    assert ranks(scores).tolist() == [
        [1, UNRANKED, 0, 2],
        [UNRANKED] * 4,
        [2, 1, UNRANKED, 0],
    ]


def test_nothing_is_ranked_nowhere() -> None:
    assert ranks(np.zeros((3, 0), np.float32)).shape == (3, 0)


@given(st.lists(st.lists(st.floats(0, 2.0**100, width=32), min_size=6, max_size=6), min_size=1))
def test_ranks_are_those_of_a_stable_sort(rows: list[list[float]]) -> None:
    scores = np.array(rows, np.float32)
    places = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable")
    assert ranks(scores).tolist() == np.where(scores > 0, places, UNRANKED).tolist()


def test_what_stands_high_in_two_lists_beats_the_first_of_one() -> None:
    scores = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]])
    found = fuse(scores, [1.0, 2.0], damping=20.0, size=2)
    assert found.scores.tolist() == pytest.approx([1 / 20 + 2 / 1020, 3 / 21, 1 / 1020 + 2 / 20])
    assert found.at.tolist() == [1, 2]
    assert found.ranks.tolist() == [[0, 1, UNRANKED], [UNRANKED, 1, 0]]
