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
