import numpy as np

from model.arrays.ragged import ranges, rows


def test_ranges_are_joined() -> None:
    assert ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert ranges(np.zeros(0, int), np.zeros(0, int)).tolist() == []


def test_rows_of_a_ragged_array_know_their_owner() -> None:
    owner, entries = rows(np.array([0, 2, 2, 5]), np.array([2, 0, 1]))
    assert owner.tolist() == [0, 0, 0, 1, 1]
    assert entries.tolist() == [2, 3, 4, 0, 1]
