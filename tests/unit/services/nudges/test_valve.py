"""The valve asks the table once a minute after it was found closed."""

import pytest

from functions.domain.nudges.settings import NudgeSettings
from functions.services.nudges.hand_over.valve import Valve

SETTINGS = NudgeSettings(valve=1)


def test_a_closed_valve_is_not_asked_again_within_the_minute() -> None:
    asked: list[int] = []

    def take(minute: int, _count: int, _limit: int) -> bool:
        asked.append(minute)
        return False

    valve = Valve(take)
    assert not valve.closed("abandoned_cart", 30_000)
    assert not valve.lets_pass("abandoned_cart", SETTINGS, 30_000)
    assert valve.closed("abandoned_cart", 59_999)
    assert not valve.closed("restock", 59_999), "bulk kinds have a part of their own"
    assert not valve.closed("abandoned_cart", 60_000)
    assert asked == [0]


def test_what_was_not_used_is_there_for_the_next_one_of_the_minute() -> None:
    taken: list[int] = []

    def take(_: int, count: int, __: int) -> bool:
        taken.append(count)
        return len(taken) == 1

    valve = Valve(take)
    assert valve.lets_pass("restock", SETTINGS, 0)
    assert not valve.lets_pass("restock", SETTINGS, 1)
    assert valve.closed("restock", 2)
    valve.give_back(SETTINGS, 0, bulk=True)
    assert not valve.closed("restock", 3)
    assert valve.lets_pass("restock", SETTINGS, 4)
    assert not valve.lets_pass("restock", SETTINGS, 5)


def test_nothing_is_given_back_to_another_minute_or_a_valve_that_was_changed() -> None:
    valve = Valve(lambda minute, count, limit: minute == 0 and count == limit == 1)
    assert valve.lets_pass("restock", SETTINGS, 59_999)
    assert not valve.lets_pass("restock", NudgeSettings(valve=0), 59_999)
    valve.give_back(SETTINGS, 59_999, bulk=True)
    assert not valve.lets_pass("restock", NudgeSettings(valve=0), 59_999)
    assert not valve.lets_pass("restock", SETTINGS, 60_000)
    valve.give_back(SETTINGS, 59_999, bulk=True)
    assert not valve.lets_pass("restock", SETTINGS, 60_001)


@pytest.mark.parametrize(
    ("valve", "share", "limits"),
    [(1, 0.7, {1}), (10, 0.7, {7}), (0, 0.7, set()), (10, 0.0, set())],
)
def test_bulk_kinds_have_a_part_of_the_valve_that_is_none_only_if_the_shop_says_so(
    valve: int, share: float, limits: set[int]
) -> None:
    asked = set[int]()

    def take(_: int, __: int, limit: int) -> bool:
        asked.add(limit)
        return True

    settings = NudgeSettings(valve=valve, bulk_share=share)
    assert Valve(take).lets_pass("restock", settings, 0) == bool(limits)
    assert asked == limits
