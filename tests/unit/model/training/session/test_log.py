import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.model.retrieval.session.streets import TABLE, log_of


def test_cases_are_every_prefix_and_what_came_next() -> None:
    cases = [(prefix.tolist(), target) for prefix, target in log_of(TABLE[:2], 6).cases()]
    assert cases == [([0], 1), ([0, 1], 2), ([1], 2), ([1, 2], 3)]


def test_split_keeps_sessions_whole() -> None:
    before, newest = log_of(TABLE, 6).split(3)
    assert (len(before), len(newest), newest.n_cases) == (4, 3, 4)


@given(st.integers(0, 40))
def test_split_loses_nothing(cases: int) -> None:
    log = log_of(TABLE, 6)
    before, newest = log.split(cases)
    assert np.concatenate([before.items, newest.items]).tolist() == log.items.tolist()
    assert newest.n_cases >= min(cases, log.n_cases)


def test_newest_events() -> None:
    log = log_of(TABLE, 6)
    assert log.newest(5).items.tolist() == [1, 2, 0, 3]
    assert log.newest(1).items.tolist() == [0, 3]
    assert log.newest(1000).items.tolist() == log.items.tolist()
