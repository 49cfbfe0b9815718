"""The claim of an alert asks what every claim asks: night, valve and route take no alert."""

from typing import Any

from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock, alerts, all_ask


def ready(restock: Restock, clock: Clock, quantity: int, **settings: Any) -> None:
    """Of the people who ask by e-mail, as many have a decided nudge as there is stock for."""
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}}, **settings)
    all_ask(restock, clock)
    restock.stock(quantity)
    restock.run()
    clock.advance(seconds=1)


def test_at_night_no_alert_is_taken_and_the_morning_gives_those_of_one_wave(
    restock: Restock, clock: Clock
) -> None:
    """It is 12:00; the night is from 12:30 to 20:00."""
    ready(restock, clock, 2, quiet_from=750, quiet_until=1_200)
    for _ in range(15):
        clock.advance(seconds=1_800)
        restock.run()
        assert restock.notified() == []
        assert alerts(restock) == (2, 0)
    clock.advance(seconds=2_700)
    restock.run()
    assert len(restock.notified()) == 2, "all five are ready, for two pieces"
    assert restock.notified() == []
    clock.advance(seconds=1_860)
    restock.run()
    assert len(restock.notified()) == 2


def test_what_the_valve_keeps_back_takes_no_alert(restock: Restock, clock: Clock) -> None:
    ready(restock, clock, 3, valve=1)
    for taken in (1, 2):
        assert len(restock.notified()) == 1
        assert alerts(restock) == (3, taken)
        clock.advance(seconds=60)


def test_a_tool_that_lost_the_route_takes_no_alert(restock: Restock, clock: Clock) -> None:
    ready(restock, clock, 2)
    endpoint = {"url": "https://crm.example/"}
    restock.shop.api.put("/v1/endpoints/crm", json=endpoint).raise_for_status()
    restock.shop.settings(routes={"email": "webhook:crm"})
    assert restock.notified() == []
    assert alerts(restock) == (2, 0)
    restock.shop.settings(routes={"email": "pull"})
    assert restock.notified() == ["ana", "bea"]
