"""The alerts of a wave: the newest wave gives them all, one for each hand-over."""

from typing import Any

from tests.conftest import Clock
from tests.functional.nudges.restock_shop import PEOPLE, Restock, alerts, all_ask


def test_people_of_several_waves_get_the_alerts_of_one(restock: Restock, clock: Clock) -> None:
    """No tool asked for hours: all who were planned meanwhile are ready, for one piece."""
    all_ask(restock, clock)
    restock.stock(1)
    for _ in range(10):
        restock.run()
        clock.advance(seconds=1_800)
    assert len(restock.notified()) == 1
    assert restock.notified() == []
    waits = [each for each in restock.shop.decided() if each[2:] == ("ready", "no_alert_left")]
    clock.advance(seconds=1_860)
    restock.run()
    assert len(restock.notified()) == 1, "the next wave comes, though those before were in vain"
    assert len(waits) <= 1


def test_who_is_left_of_an_earlier_return_gets_an_alert_of_the_newest(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, PEOPLE[:3])
    restock.stock(3)
    restock.run()
    restock.stock(0)
    restock.stock(1)
    assert restock.notified() == [], "the wave of this return has not begun"
    clock.advance(seconds=1_860)
    restock.run()
    assert len(restock.notified()) == 1


def test_an_old_wave_alerts_no_more_people_than_there_is_stock_for_now(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    restock.stock(4)
    restock.run()
    clock.advance(seconds=2_700)
    restock.stock(2)
    assert len(restock.notified()) == 2


def five_wait_and_one_has_a_cart(restock: Restock, clock: Clock, **settings: Any) -> None:
    """Let five people have a nudge of one alert, and another person one of a cart."""
    for _ in range(5):
        restock.run()
        clock.advance(hours=1)
    restock.shop.settings(**settings, kinds={"abandoned_cart": {"on": True}})
    restock.shop.consents("fay", "email")
    restock.shop.track("Product Added", "mug", userId="fay")
    clock.advance(hours=1)
    restock.shop.sweep()


def test_people_who_wait_for_an_alert_hold_up_no_other_nudge(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    restock.stock(1)
    five_wait_and_one_has_a_cart(restock, clock)
    kinds = [each["kind"] for _ in range(5) for each in restock.shop.lease(limit=1)["nudges"]]
    assert kinds == ["restock", "abandoned_cart"]


def test_an_alert_that_was_not_sent_gives_place_and_allowance_back(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    restock.stock(1)
    restock.run()
    (nudge,) = restock.shop.lease()["nudges"]
    assert alerts(restock) == (1, 1)
    restock.shop.outcome(nudge["nudge_id"], "not_sent")
    assert alerts(restock) == (1, 0)
    clock.advance(seconds=1)
    assert restock.notified() == ["ana"]
    assert alerts(restock) == (1, 1)


def test_people_who_wait_for_an_alert_use_up_nothing_of_the_valve(
    restock: Restock, clock: Clock
) -> None:
    """A valve of one a minute: who gets no alert leaves it to the cart of another person."""
    all_ask(restock, clock)
    restock.stock(1)
    five_wait_and_one_has_a_cart(restock, clock, valve=1)
    clock.advance(seconds=60 - clock.now // 1000 % 60)
    assert [each["kind"] for each in restock.shop.lease(limit=1)["nudges"]] == ["restock"]
    clock.advance(seconds=60)
    kinds = [each["kind"] for _ in range(5) for each in restock.shop.lease(limit=1)["nudges"]]
    assert kinds == ["abandoned_cart"]
