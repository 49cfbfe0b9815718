"""Columns as one number: the same order and the same counts as column by column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.dataset.packed import begins, distinct_in, ends, order, packed

rows = st.lists(st.tuples(*[st.integers(0, 1 << 20)] * 3), max_size=30)


@given(rows)
def test_rows_stand_as_tuples_do(found: list[tuple[int, int, int]]) -> None:
    columns = np.array(found, np.int64).reshape(-1, 3).T
    assert [found[at] for at in order(*columns).tolist()] == sorted(found)
    assert packed(*columns)[order(*columns)].tolist() == sorted(packed(*columns).tolist())


def test_of_the_last_column_so_many_bits_count_as_have_room() -> None:
    first, last = np.array([1 << 60, 0, 0]), np.array([0, 15, 8])
    assert order(first, last).tolist()[-1] == 0
    assert order(np.array([1 << 60, 0, 0]), np.array([0, 7, 0])).tolist() == [2, 1, 0]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError, match="64 bits"):
        packed(np.array([1 << 40]), np.array([1 << 22]))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_each_member_counts_once_in_a_cell(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, np.int64).reshape(-1, 2).T
    cells, members = distinct_in(*columns)
    assert dict(zip(cells.tolist(), members.tolist(), strict=True)) == {
        cell: len({member for at, member in pairs if at == cell}) for cell, _ in pairs
    }


@pytest.mark.parametrize(("column", "last"), [([], []), ([4], [0]), ([1, 1, 2, 5, 5], [1, 2, 4])])
def test_where_runs_end(column: list[int], last: list[int]) -> None:
    assert ends(begins(np.array(column)), len(column)).tolist() == last
