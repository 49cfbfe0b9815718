"""Rows that stand as columns are read like a tuple of the same rows."""

import pytest

from functions.domain.columns import Columns
from functions.domain.purchased import Purchased

ROWS = tuple(Purchased(item, at, 20_000 + at, at, 0.5) for at, item in enumerate("abc", start=1))
COLUMNS = Columns(Purchased, [*zip(*ROWS, strict=True)])


def test_they_are_the_same_rows_in_every_way_of_reading() -> None:
    assert [*COLUMNS] == [*ROWS]
    assert [COLUMNS[at] for at in (0, 2, -1)] == [ROWS[0], ROWS[2], ROWS[2]]
    assert COLUMNS[1:] == ROWS[1:]
    assert (len(COLUMNS), bool(COLUMNS), ROWS[1] in COLUMNS) == (3, True, True)
    assert all(type(each) is Purchased for each in (*COLUMNS, COLUMNS[1], *COLUMNS[:1]))


def test_they_are_equal_to_a_tuple_of_the_same_rows_and_to_no_other() -> None:
    assert COLUMNS == ROWS
    assert ROWS == COLUMNS
    assert hash(COLUMNS) == hash(ROWS)
    assert ROWS[:2] != COLUMNS
    assert [*ROWS] != COLUMNS


def test_no_row_is_nothing() -> None:
    empty = Columns(Purchased, [[]] * 5)
    assert not empty
    assert empty == ()


def test_columns_of_different_lengths_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="shorter"):
        tuple(Columns(Purchased, [["a", "b"], [1], [2], [3], [4]]))
