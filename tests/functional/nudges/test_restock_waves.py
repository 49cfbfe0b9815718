"""Waves of an item that is back: how many people each reaches, and when the next one comes."""

from typing import Any

import pytest

from functions.domain.nudges.restock.wave import MAX_IDLE, Progress, Transition, Wave
from functions.errors import Unavailable
from functions.restock.wiring import process_restock
from functions.services.nudges.restock.messages import message_of
from functions.services.nudges.restock.planning import Planned, RestockPlanning
from functions.services.nudges.restock.waves import Limits
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import PEOPLE, Restock, alerts, all_ask, back


def test_the_next_wave_comes_after_half_an_hour_with_stock_read_anew(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["ana", "bea"]
    clock.advance(seconds=1_700)
    restock.run()
    assert restock.notified() == []
    restock.stock(1)
    clock.advance(seconds=200)
    restock.run()
    assert restock.notified() == ["cem"]


def test_no_wave_follows_where_no_person_waits(restock: Restock, clock: Clock) -> None:
    restock.stock(5)
    assert restock.run() == 1
    clock.advance(days=1)
    assert restock.run() == 0


def test_a_message_that_comes_twice_is_sent_on_once(restock: Restock, clock: Clock) -> None:
    all_ask(restock, clock)
    restock.stock(2)
    restock.run()
    level = restock.services.storage.stock.find("tea")[0]
    first = message_of(Progress(Wave(Transition("tea", "online", level.restocked_at))))
    restock.process.work(first)
    assert len(restock.waiting()) == 1

    def twice(message: dict[str, Any]) -> None:
        restock.process.work(message)
        restock.process.work(message)

    clock.advance(seconds=901)
    assert restock.services.restock_queue.hand_over(twice) == 1
    assert len(restock.waiting()) == 1


def test_people_who_cannot_be_reached_keep_their_place_and_take_nothing(
    restock: Restock, clock: Clock
) -> None:
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    restock.shop.api.put(
        "/v1/customers/ana/preferences", json={"consent": {"email": False}}
    ).raise_for_status()
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["bea", "cem"]
    assert alerts(restock) == (2, 2)
    restock.shop.consents("ana", "email")
    clock.advance(seconds=1_900)
    restock.run()
    assert restock.notified() == ["ana", "dia"]


@pytest.mark.parametrize("order", ["time", "affinity"])
def test_who_never_passes_does_not_hold_up_those_behind(
    restock: Restock, clock: Clock, order: str
) -> None:
    """The first one's address is suppressed: else each wave of one alert is for them alone."""
    restock.shop.settings(restock_order=order)
    all_ask(restock, clock, PEOPLE[:2])
    contact = {"email": "ana@example.com"}
    restock.shop.api.put("/v1/customers/ana/contact", json=contact).raise_for_status()
    body = {"channel": "email", "addresses": ["ana@example.com"]}
    restock.shop.api.post("/v1/suppressions", json=body).raise_for_status()
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    assert back(restock, clock, 1) == []
    for _ in range(3):
        clock.advance(hours=2)
        restock.run()
    assert restock.notified() == ["bea"]


def test_waves_that_are_planned_and_reach_no_one_end(restock: Restock, clock: Clock) -> None:
    restock.shop.settings(kinds={"restock": {"holdout": 1.0}})
    all_ask(restock, clock, PEOPLE[:1])
    assert back(restock, clock, 1) == []
    for _ in range(40):
        clock.advance(hours=12)
        restock.run()
    assert restock.waiting() == []
    held_out = [each for each in restock.shop.decided() if each[2] == "held_out"]
    assert 1 <= len(held_out) <= MAX_IDLE + 1


def reached_after_hours(restock: Restock, clock: Clock) -> None:
    """No tool came for hours; now it takes an alert, and half an hour later a wave may begin."""
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    all_ask(restock, clock)
    restock.stock(1)
    for _ in range(10):
        restock.run()
        clock.advance(seconds=1_800)
    restock.run()
    assert len(restock.notified()) == 1
    (waits,) = restock.waiting()
    clock.advance(seconds=1_860)
    assert waits["not_before"] > clock.now + 900_000
    assert waits["idle"] > 1


def test_a_wave_that_begins_early_goes_on_where_its_message_comes_twice(
    restock: Restock, clock: Clock
) -> None:
    reached_after_hours(restock, clock)

    def twice(message: dict[str, Any]) -> None:
        restock.process.work(message)
        restock.process.work(message)

    restock.services.restock_queue.hand_over(twice)
    assert [each["idle"] for each in restock.waiting()] == [1], "the next wave waits, and no other"
    restock.shop.sweep()
    assert len(restock.notified()) == 1
    assert restock.notified() == []


def test_a_wave_that_begins_early_goes_on_after_a_fault(
    restock: Restock, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue hands the message over again: the wave has begun, and waits no more."""
    reached_after_hours(restock, clock)
    (waits,) = restock.waiting()
    real = RestockPlanning.plan
    faults = [Unavailable("a fault")]

    def failing(*args: Any, **named: Any) -> Planned:
        if faults:
            raise faults.pop()
        return real(*args, **named)

    monkeypatch.setattr(RestockPlanning, "plan", failing)
    with pytest.raises(Unavailable):
        restock.process.work(waits)
    clock.advance(seconds=60)
    restock.process.work(waits)
    found = {(each["number"], each["idle"]) for each in restock.waiting()}
    assert found == {(waits["number"], waits["idle"]), (waits["number"] + 1, 1)}


def test_a_wave_that_begins_early_goes_on_by_a_message(restock: Restock, clock: Clock) -> None:
    """Its runs see one person each, and none of the four oldest can be reached any more."""
    reached_after_hours(restock, clock)
    for each in PEOPLE[:4]:
        consent = {"consent": {"email": False}}
        path = f"/v1/customers/{each}/preferences"
        restock.shop.api.put(path, json=consent).raise_for_status()
    process = process_restock(restock.services, Limits(people=1, page=1))
    while restock.services.restock_queue.hand_over(process.work):
        pass
    (waits,) = restock.waiting()
    assert waits["idle"] == 1, "that wave is done"


def test_a_return_of_before_the_kind_was_on_has_no_more_waves(
    restock: Restock, clock: Clock
) -> None:
    """The shop switches restock alerts off and on again: only the next return is news."""
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    all_ask(restock, clock)
    restock.stock(2)
    restock.run()
    restock.shop.settings(kinds={"restock": {"on": False}})
    clock.advance(seconds=60)
    restock.shop.settings(kinds={"restock": {"on": True}})
    for _ in range(3):
        clock.advance(seconds=1_860)
        restock.run()
    assert restock.waiting() == []
    assert restock.shop.decided("eve") == []
    restock.stock(0)
    clock.advance(seconds=1)
    assert back(restock, clock, 2) == ["ana", "bea"]


def test_a_shorter_gap_holds_for_the_wave_that_waits(restock: Restock, clock: Clock) -> None:
    restock.shop.settings(restock_gap_s=86_400)
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["ana", "bea"]
    clock.advance(hours=1)
    restock.run()
    assert restock.notified() == []
    restock.shop.settings(restock_gap_s=1_800)
    clock.advance(seconds=900)
    restock.run()
    assert restock.notified() == ["cem", "dia"]
