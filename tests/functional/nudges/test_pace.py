"""When a nudge goes out, and how many: silence, quiet hours, caps, valve, ladder, pause."""

from typing import Any

import pytest

from functions.domain.person import customer
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


@pytest.mark.parametrize(("quiet", "sent"), [("hold", 1), ("skip", 0)])
def test_a_kind_waits_for_the_end_of_quiet_hours_or_is_skipped(
    shop: Shop, clock: Clock, quiet: str, sent: int
) -> None:
    kind = {"on": True, "channels": ["email"], "quiet": quiet, "delays_s": [3_600]}
    shop.settings(quiet_from=750, quiet_until=900, kinds={"abandoned_cart": kind})
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    assert shop.lease()["nudges"] == []
    clock.advance(hours=4)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == sent
    assert shop.decided()[0][2] == ("leased" if sent else "skipped")


@pytest.mark.parametrize("many", [{}, {"note": "x" * 4_000}])
def test_a_zone_named_by_an_event_that_plans_nothing_counts(
    shop: Shop, clock: Clock, many: Any
) -> None:
    """A cart is left at 21:00 in Tokyo; only the list that was seen before it names the zone."""
    by_email = {"on": True, "channels": ["email"]}
    shop.settings(quiet_from=1260, quiet_until=480, kinds={"abandoned_cart": by_email})
    zone = {"timezone": "Asia/Tokyo"}
    shop.track("Product List Viewed", context=zone, properties=many)
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert shop.sweep() == {}
    clock.advance(hours=11)
    assert shop.sweep() == {"ready": 1}


def test_a_pause_stops_sweep_and_lease_and_a_resume_goes_on(due: Shop, clock: Clock) -> None:
    due.track("Product Added", "cup", userId="bea")
    due.consents("bea", "email")
    due.api.post("/v1/nudges/pause").raise_for_status()
    clock.advance(hours=1)
    assert due.sweep() == {}
    assert due.lease()["nudges"] == []
    due.api.post("/v1/nudges/resume").raise_for_status()
    clock.advance(seconds=61)
    assert due.sweep()["ready"] == 1
    assert len(due.lease()["nudges"]) == 2


def test_two_people_of_one_address_share_its_cap(due: Shop, clock: Clock) -> None:
    for user_id in ("ana", "bea"):
        path = f"/v1/customers/{user_id}/contact"
        due.api.put(path, json={"email": "home@example.com"}).raise_for_status()
    due.consents("bea", "email")
    due.track("Product Added", "cup", userId="bea")
    clock.advance(hours=1)
    due.sweep()
    assert len(due.lease()["nudges"]) == 1
    assert due.lease()["nudges"] == []


def test_activity_waits_for_an_hour_of_silence(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=0.9)
    shop.track("Product Viewed", "mug")
    clock.advance(hours=0.5)
    assert shop.sweep() == {}
    clock.advance(hours=0.5)
    assert shop.sweep() == {"ready": 1}


def test_the_ladder_ends_after_three_and_rests(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    sent: list[tuple[int, bool]] = []
    for _ in range(14 * 24):
        clock.advance(hours=1)
        shop.sweep()
        for nudge in shop.lease()["nudges"]:
            sent.append((nudge["step"], nudge["incentive"]))
            shop.outcome(nudge["nudge_id"], "sent")
    assert sent == [(1, False), (2, False), (3, True)]


def test_the_valve_gives_so_many_a_minute_and_bulk_kinds_a_part(shop: Shop, clock: Clock) -> None:
    shop.settings(valve=3, kinds={"win_back": {"on": True}}, cap_over_all={
        "count": 9, "seconds": 60})  # fmt: skip
    for number in range(5):
        shop.consents(f"c{number}", "email")
        shop.track("Product Added", "mug", userId=f"c{number}")
    clock.advance(hours=1)
    assert shop.sweep()["ready"] == 5
    assert len(shop.lease()["nudges"]) == 3
    clock.advance(seconds=60)
    assert len(shop.lease()["nudges"]) == 2
    clock.advance(days=60)
    shop.sweep()
    bulk = shop.lease()["nudges"]
    assert [nudge["kind"] for nudge in bulk] == ["win_back", "win_back"]
    assert shop.lease()["nudges"] == []


def test_what_the_valve_leaves_is_neither_read_nor_written_within_the_minute(
    shop: Shop, clock: Clock
) -> None:
    shop.settings(valve=1)
    for user_id in ("ana", "bea"):
        shop.consents(user_id, "email")
        shop.track("Product Added", "mug", userId=user_id)
    clock.advance(hours=1)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == 1
    waiting = [customer(user_id) for user_id in ("ana", "bea")]
    before = shop.services.storage.agendas.find(waiting)
    assert shop.lease()["nudges"] == []
    assert shop.services.storage.agendas.find(waiting) == before
    clock.advance(seconds=60)
    assert len(shop.lease()["nudges"]) == 1
