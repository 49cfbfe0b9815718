import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.retrieval.session.arrays import newest_first
from model.retrieval.session.index import SessionIndex
from model.training.session.index import in_pieces, index_arrays
from tests.unit.model.retrieval.session.streets import TABLE, log_of


def index() -> SessionIndex:
    return SessionIndex(**index_arrays(log_of(TABLE, 6)))


def test_distinct_items_newest_first() -> None:
    items, ages = newest_first(np.array([7, 3, 7, 5]), 10)
    assert (items.tolist(), ages.tolist()) == ([5, 7, 3], [0, 1, 2])
    assert newest_first(np.array([7, 3, 7, 5]), 2)[0].tolist() == [5, 7]


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
