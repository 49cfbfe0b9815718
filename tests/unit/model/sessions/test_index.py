import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.sessions.arrays import distinct, newest_first, rows, spans, top
from model.sessions.index import SessionIndex
from model.training.sessions.index import in_pieces, index_arrays
from tests.unit.model.sessions.streets import TABLE, log_of


def index() -> SessionIndex:
    return SessionIndex(**index_arrays(log_of(TABLE, 6)))


def test_spans_join_ranges() -> None:
    assert spans(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spans(np.zeros(0, int), np.zeros(0, int)).tolist() == []


def test_rows_of_a_ragged_array_know_their_owner() -> None:
    owner, entries = rows(np.array([0, 2, 2, 5]), np.array([2, 0, 1]))
    assert owner.tolist() == [0, 0, 0, 1, 1]
    assert entries.tolist() == [2, 3, 4, 0, 1]


def test_distinct_items_newest_first() -> None:
    items, ages = newest_first(np.array([7, 3, 7, 5]), 10)
    assert (items.tolist(), ages.tolist()) == ([5, 7, 3], [0, 1, 2])
    assert newest_first(np.array([7, 3, 7, 5]), 2)[0].tolist() == [5, 7]


@given(st.lists(st.integers(0, 9), max_size=30))
def test_distinct_is_what_numpy_calls_unique(values: list[int]) -> None:
    ours = distinct(np.array(values, np.int32))
    items, places, inverse = np.unique(
        np.array(values, np.int32), return_index=True, return_inverse=True
    )
    expected = [items.tolist(), inverse.tolist(), places.tolist()]
    assert [part.tolist() for part in ours] == expected


@given(st.lists(st.floats(-5, 5), max_size=30), st.integers(1, 40))
def test_top_are_the_highest(scores: list[float], k: int) -> None:
    found = top(np.array(scores), k)
    assert sorted(np.array(scores)[found]) == sorted(scores)[-k:]


def test_postings_are_the_sessions_that_hold_an_item_and_where_last() -> None:
    built = index()
    _, entries = built.newest_postings(np.array([5]), 10)
    assert built.postings[entries].tolist() == [3, 4]
    assert built.positions[entries].tolist() == [1, 2]
    assert built.distinct.tolist() == [3, 3, 2, 2, 2, 2, 2]


def test_only_the_newest_postings_are_read() -> None:
    built = index()
    owner, entries = built.newest_postings(np.array([1, 0]), 2)
    assert owner.tolist() == [0, 0, 1, 1]
    assert built.postings[entries].tolist() == [2, 5, 2, 6]


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=9), min_size=1, max_size=8))
def test_every_session_is_found_under_each_of_its_items(sessions: list[list[int]]) -> None:
    built = SessionIndex(**index_arrays(log_of(tuple(map(tuple, sessions)), 5)))
    for item in range(5):
        _, entries = built.newest_postings(np.array([item]), 100)
        holding = [number for number, session in enumerate(sessions) if item in session]
        assert built.postings[entries].tolist() == holding


def test_long_sessions_are_cut_and_nothing_is_lost() -> None:
    log = in_pieces(log_of(((0, 1, 2, 3, 4), (5,)), 6), longest=2)
    assert log.offsets.tolist() == [0, 2, 4, 5, 6]
    assert log.items.tolist() == [0, 1, 2, 3, 4, 5]
