from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.arrays.sorting import distinct, falling, top

SCORES = st.lists(st.floats(-(2.0**100), 2.0**100, width=32), max_size=50)


@given(SCORES)
def test_falling_is_a_stable_order_from_the_highest_down(scores: list[float]) -> None:
    column = np.array(scores, np.float32)
    assert falling(column).tolist() == np.argsort(-column, kind="stable").tolist()


def test_scores_that_are_one_as_float32_are_a_tie() -> None:
    assert falling(np.array([1.0, 1.0 + 1e-12, 2.0])).tolist() == [2, 0, 1]


@given(st.lists(st.integers(0, 9), max_size=50))
def test_distinct_values_are_those_of_numpy(values: list[int]) -> None:
    column = np.array(values, np.int32)
    names, first, inverse = np.unique(column, return_index=True, return_inverse=True)
    expected: list[NDArray[Any]] = [names, inverse, first]
    for mine, theirs in zip(distinct(column), expected, strict=True):
        assert mine.tolist() == theirs.tolist()


@given(st.lists(st.floats(-5, 5), max_size=30), st.integers(1, 40))
def test_top_are_the_highest(scores: list[float], k: int) -> None:
    found = top(np.array(scores), k)
    assert sorted(np.array(scores)[found]) == sorted(scores)[-k:]
