from dataclasses import replace
from itertools import pairwise

import numpy as np

from model.query import Query
from model.reranking.rotation import rotate

GROUPS = np.arange(100, 150)
QUERY = Query("home", 10, 1_000_000_000, rotation_rate=1.0, rotation_time=60, seed="ana")


def draws(rate: float, times: int = 400) -> np.ndarray:
    """Orders of as many slots of time."""
    slots = (replace(QUERY, rotation_rate=rate, now=60_000 * at) for at in range(times))
    return np.array([rotate(GROUPS, each) for each in slots])


def test_a_list_stays_for_its_time_and_then_turns() -> None:
    orders = [tuple(rotate(GROUPS, replace(QUERY, now=at * 1_000))) for at in range(600)]
    turns = [at for at in range(1, 600) if orders[at] != orders[at - 1]]
    assert len(turns) == 10
    assert {later - earlier for earlier, later in pairwise(turns)} == {60}


def test_each_person_has_a_draw_of_their_own() -> None:
    mine, theirs = rotate(GROUPS, QUERY), rotate(GROUPS, replace(QUERY, seed="bo"))
    assert mine.tolist() != theirs.tolist()
    assert sorted(mine.tolist()) == list(range(50))


def test_no_rotation_is_the_best_order() -> None:
    assert (draws(0.0, 5) == np.arange(50)).all()


def test_the_best_are_drawn_most_as_one_by_rank() -> None:
    """At the full rate the first place goes to rank k with 1 ÷ k over the sum of all of them."""
    firsts = np.bincount(draws(1.0)[:, 0], minlength=50) / 400
    weights = 1 / np.arange(1, 51)
    expected = weights / weights.sum()
    # Three standard deviations of a share of 400 draws.
    assert np.all(np.abs(firsts - expected) <= 3 * np.sqrt(expected / 400) + 1 / 400)


def test_a_slight_rotation_keeps_good_ones_near_the_top() -> None:
    slight = draws(0.2)[:, :10]
    assert (slight < 20).mean() > 0.99
    assert len(np.unique(slight[:, :3])) > 3, "and yet something moves"
