"""The valve asks the table once a minute after it was found closed."""

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
