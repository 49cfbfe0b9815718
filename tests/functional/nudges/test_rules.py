"""Rules from the outside: what each keeps from being handed over, and the reason it gives."""

from typing import Any

import pytest

from functions.domain.item import Item
from functions.domain.person import Person, customer
from functions.services.nudges.sweep import Sweep
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


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
