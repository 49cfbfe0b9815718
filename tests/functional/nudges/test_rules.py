"""Each rule from the outside: what it keeps from being handed over, and the reason it gives."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.domain.item import Item
from functions.domain.person import Person, customer
from functions.services.nudges.sweep import Sweep
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


@pytest.fixture
def due(shop: Shop, clock: Clock) -> Shop:
    """A cart left an hour ago, whose nudge is ready."""
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert shop.sweep() == {"ready": 1}
    return shop


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"sandbox": True}, "suppressed", "sandbox"),
        ({"kinds": {"abandoned_cart": {"on": False}}}, "cancelled", "kind_off"),
        ({"channels": ["sms"]}, "skipped", "channel_off"),
        ({"staff": ["ana"]}, "cancelled", "staff"),
        ({"caps": {"email": {"count": 0, "seconds": 60}}}, "ready", "cap"),
        ({"cap_over_all": {"count": 0, "seconds": 60}}, "ready", "cap_over_all"),
        ({"quiet_from": 720, "quiet_until": 900}, "ready", "quiet_hours"),
        ({"valve": 0}, "ready", "valve"),
    ],
)
def test_a_change_of_settings_holds_at_the_next_lease(
    due: Shop, changes: Any, state: str, reason: str
) -> None:
    due.settings(**changes)
    assert due.lease()["nudges"] == []
    assert due.decided()[0][2:] == (state, reason)


def test_a_channel_mails_no_cart_of_before_it_was_on(shop: Shop, clock: Clock) -> None:
    shop.settings(channels=["sms"])
    shop.track("Product Added", "mug")
    clock.advance(seconds=60)
    shop.settings(channels=["sms", "email"])
    clock.advance(hours=1)
    shop.sweep()
    assert shop.lease()["nudges"] == []
    for _ in range(8):
        clock.advance(days=1)
        shop.sweep()
    assert shop.lease()["nudges"] == []
    shop.track("Product Added", "cup")
    clock.advance(hours=1)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == 1


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


def test_one_persons_fault_keeps_no_other_from_being_decided(
    shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = ("ana", "bea", "cem")
    for each in people[1:]:
        shop.consents(each, "email")
    for each in people:
        shop.track("Product Added", "mug", userId=each)
    clock.advance(hours=1)
    real = Sweep.person

    def failing(self: Sweep, person: Person) -> Any:
        if person.id == "bea":
            raise KeyError("a fault of our own")
        return real(self, person)

    monkeypatch.setattr(Sweep, "person", failing)
    shop.sweep()
    assert sorted(each["user_id"] for each in shop.lease()["nudges"]) == ["ana", "cem"]
    monkeypatch.undo()
    shop.sweep()
    assert [each["user_id"] for each in shop.lease()["nudges"]] == ["bea"]


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


def test_the_sandbox_lets_the_allow_list_pass(due: Shop) -> None:
    due.api.put("/v1/customers/ana/contact", json={"email": "ana@example.com"}).raise_for_status()
    due.settings(sandbox=True, allow_list=["ana@example.com"])
    assert [each["to"] for each in due.lease()["nudges"]] == ["ana@example.com"]


def test_a_suppressed_address_gets_nothing(due: Shop) -> None:
    due.api.put("/v1/customers/ana/contact", json={"email": "ana@example.com"}).raise_for_status()
    body = {"channel": "email", "addresses": ["Ana@example.com"], "reason": "complaint"}
    due.api.post("/v1/suppressions", json=body).raise_for_status()
    assert due.lease()["nudges"] == []
    assert due.decided()[0][2:] == ("suppressed", "suppressed")


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


def test_a_sold_out_cart_is_not_mailed(due: Shop, clock: Clock) -> None:
    due.services.storage.catalog.put([Item("mug", "mug", price=9.0, version=clock.now)])
    due.api.put("/v1/items/mug/stock", json={"quantity": 0}).raise_for_status()
    assert due.lease()["nudges"] == []
    assert due.decided()[0][2:] == ("cancelled", "sold_out")


def test_the_holdout_is_decided_and_never_sent(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"holdout": 1.0}})
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert shop.sweep() == {"held_out": 1}
    clock.advance(days=1)
    assert shop.sweep() == {"held_out": 1}
    assert shop.lease()["nudges"] == []


def test_a_step_that_was_refused_draws_no_arm(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"holdout": 1.0, "channels": ["email"]}})
    shop.track("Product Added", "mug", userId="bea")
    clock.advance(hours=1)
    assert shop.sweep() == {"skipped": 1}
    shop.consents("bea", "email")
    clock.advance(days=1)
    assert shop.sweep() == {"held_out": 1}


def test_activity_waits_for_an_hour_of_silence(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=0.9)
    shop.track("Product Viewed", "mug")
    clock.advance(hours=0.5)
    assert shop.sweep() == {}
    clock.advance(hours=0.5)
    assert shop.sweep() == {"ready": 1}


def test_what_came_before_a_kind_was_on_starts_nothing(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"on": False}})
    shop.track("Product Added", "mug")
    clock.advance(hours=2)
    shop.settings(kinds={"abandoned_cart": {"on": True}})
    shop.track("Product Added", "cup", timestamp="2025-01-01T12:30:00Z")
    assert shop.sweep() == {}
    clock.advance(hours=2)
    assert shop.sweep() == {}


@pytest.mark.parametrize(
    "more",
    [
        {"context": {"test": True}},
        {"context": {"userAgent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}},
        {"integrations": {"hilo": {"backfill": True}}},
    ],
)
def test_tests_crawlers_and_imports_start_nothing(shop: Shop, clock: Clock, more: Any) -> None:
    shop.track("Product Added", "mug", **more)
    clock.advance(hours=2)
    assert shop.sweep() == {}


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


def test_a_dismissal_ends_the_sequence_and_a_new_cart_after_the_rest_begins_one(
    due: Shop, clock: Clock
) -> None:
    (nudge,) = due.lease()["nudges"]
    due.outcome(nudge["nudge_id"], "dismissed")
    clock.advance(days=2)
    due.track("Product Added", "cup")
    clock.advance(days=1)
    assert due.sweep() == {}
    clock.advance(days=5)
    due.track("Product Added", "pot")
    clock.advance(hours=1)
    assert due.sweep() == {"ready": 1}


def test_an_agenda_of_a_later_version_is_held_listed_and_released(due: Shop, clock: Clock) -> None:
    table, client = due.services.settings.customers_table, due.services.writing_client
    key = attributes(nudge_keys.agenda(customer("ana")))

    def write_version(version: str) -> None:
        client.update_item(
            TableName=table,
            Key=key,
            UpdateExpression="SET v = :v",
            ExpressionAttributeValues={":v": {"N": version}},
        )

    write_version("99")
    assert due.lease()["nudges"] == []
    clock.advance(hours=2)
    assert due.sweep() == {"held": 1}
    assert due.sweep() == {}
    held = due.api.get("/v1/nudges/held").json()["held"]
    assert [each["user_id"] for each in held] == ["ana"]
    due.track("Order Completed", "mug")
    write_version("1")
    assert due.api.post("/v1/nudges/held/release").json() == {"released": 1}
    assert due.sweep() == {"cancelled": 2}
    assert due.api.get("/v1/nudges/held").json()["held"] == []


def test_settings_are_typed_and_their_history_is_kept(secret: TestClient) -> None:
    answer = secret.put("/v1/settings/nudges", json={"quiet": "always"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "quiet")
    assert secret.put("/v1/settings/nudges", json={"timezone": "Mars"}).status_code == 422
    before = secret.get("/v1/settings/nudges").json()["settings"]
    assert before["sandbox"] is True
    assert not any(kind["on"] for kind in before["kinds"].values())
    secret.put("/v1/settings/nudges", json={"valve": 5}).raise_for_status()
    (change,) = secret.get("/v1/settings/nudges/history").json()["changes"]
    assert (change["rev"], change["changes"]) == (1, {"valve": 5})
    assert change["by"].startswith("key ")


def test_a_payment_that_is_open_waits_and_a_failed_one_keeps_the_cart(
    due: Shop, clock: Clock
) -> None:
    pending = {"order_id": "o1", "status": "on-hold"}
    due.track("Order Completed", "mug", properties=pending)
    assert due.lease()["nudges"] == []
    assert due.decided()[0][2:] == ("ready", "payment_open")
    due.track("Order Completed", "mug", properties={"order_id": "o1", "status": "failed"})
    clock.advance(days=1)
    assert len(due.lease()["nudges"]) == 1


def test_a_cancelled_order_brings_no_cart_back(due: Shop, clock: Clock) -> None:
    due.track("Order Completed", "mug", properties={"order_id": "o1"})
    due.track("Order Cancelled", properties={"order_id": "o1"})
    due.sweep()
    clock.advance(days=8)
    assert due.sweep().get("ready", 0) == 0
    assert due.lease()["nudges"] == []


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


def test_a_hard_bounce_ends_the_channel_and_suppresses_the_address(due: Shop, clock: Clock) -> None:
    for user_id in ("ana", "bea"):
        path = f"/v1/customers/{user_id}/contact"
        due.api.put(path, json={"email": "home@example.com"}).raise_for_status()
    due.consents("bea", "email")
    due.track("Product Added", "cup", userId="bea")
    (nudge,) = due.lease()["nudges"]
    due.outcome(nudge["nudge_id"], "bounced", at=clock.now + 10**9)
    assert due.api.get("/v1/customers/ana/preferences").json()["consent"]["email"] is False
    clock.advance(days=1)
    assert due.sweep()["ready"] == 2
    found = due.api.get("/v1/customers/bea/nudges").json()["nudges"]
    assert [each["channel"] for each in found] == ["onsite"]
    due.settings(kinds={"abandoned_cart": {"channels": ["email"]}})
    assert due.lease()["nudges"] == []


def test_the_channel_asked_for_comes_first_and_then_the_one_of_reactions(
    shop: Shop, clock: Clock
) -> None:
    shop.consents("ana", "email", "sms")
    shop.settings(cap_over_all={"count": 9, "seconds": 60}, rest_s=0)
    channels: list[str] = []
    for round_ in range(3):
        shop.track("Product Added", f"mug-{round_}")
        clock.advance(hours=1)
        shop.sweep()
        for channel in ("email", "sms"):
            for nudge in shop.lease(channel)["nudges"]:
                channels.append(channel)
                outcome = "dismissed"
                shop.outcome(nudge["nudge_id"], outcome)
        identify = {"userId": "ana", "traits": {"preferred_channel": "SMS"}}
        if round_ == 0:
            shop.api.post("/v1/identify", json={**identify, "messageId": "i1"})
        clock.advance(days=1)
        shop.sweep()
    assert channels == ["email", "sms", "sms"]
