"""A person's interval of an item: their own, and what the model knows of all buyers."""

from functions.domain.nudges.planning.replenishment import DAY_MS, due, runs_out
from functions.domain.purchased import Purchased

COFFEE = Purchased("coffee", count=3, last_day=100, span=20)


def test_an_item_runs_out_one_interval_after_its_last_order() -> None:
    assert runs_out([COFFEE], 101 * DAY_MS, {}) == {"coffee": 110 * DAY_MS}


def test_two_orders_are_no_habit_and_a_given_up_one_is_none() -> None:
    assert runs_out([Purchased("tea", count=2, last_day=100, span=10)], 101 * DAY_MS, {}) == {}
    assert runs_out([COFFEE], 120 * DAY_MS, {}) == {}


def test_what_was_bought_since_is_not_due() -> None:
    expected = {"coffee": 110 * DAY_MS, "tea": 112 * DAY_MS}
    assert due(expected, {}, 111 * DAY_MS) == ["coffee"]
    assert due(expected, {"coffee": 111 * DAY_MS}, 113 * DAY_MS) == ["tea"]
    assert due(expected, {"coffee": 100 * DAY_MS}, 113 * DAY_MS) == ["coffee", "tea"]


def test_what_all_buyers_do_counts_as_one_more_interval() -> None:
    once = Purchased("milk", count=1, last_day=100)
    assert runs_out([once], 101 * DAY_MS, {"milk": 7.5}) == {"milk": int(107.5 * DAY_MS)}
    assert runs_out([COFFEE], 101 * DAY_MS, {"coffee": 40.0}) == {"coffee": 120 * DAY_MS}
    assert runs_out([once], 101 * DAY_MS, {"tea": 7.0}) == {}
