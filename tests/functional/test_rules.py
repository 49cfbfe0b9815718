"""Rules over the API, and what they do to the lists."""

from typing import Any

import pytest

from functions.api.app import create_app
from functions.services.catalogue.rules import Rules
from functions.settings import Settings
from functions.storage.rules import RuleRows
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller
from tests.functional.wired import rewire

pytestmark = pytest.mark.usefixtures("learned")
MINUTE = 60


def put(client: TestClient, rule_id: str = "r", **payload: Any) -> dict[str, Any]:
    answer = client.put(f"/v1/rules/{rule_id}", json=payload)
    assert answer.status_code == 200, answer.text
    stored: dict[str, Any] = answer.json()
    return stored


def shown(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/recommendations", params={"placement": "home", "n": 8, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def ids(client: TestClient, **query: Any) -> list[str]:
    return [item["item_id"] for item in shown(client, **query)]


def test_a_rule_is_put_read_replaced_and_deleted(secret: TestClient, clock: Clock) -> None:
    stored = put(secret, action="boost", category="tea", factor=2, note="spring")
    assert (stored["rule_id"], stored["factor"], stored["updated_at"]) == ("r", 2.0, clock())
    put(secret, "a", action="block", brand="Kaldi")
    assert [rule["rule_id"] for rule in secret.get("/v1/rules").json()] == ["a", "r"]
    assert secret.get("/v1/rules/r").json() == stored
    assert put(secret, action="block", category="tea")["note"] is None, "replaced, not merged"
    assert secret.delete("/v1/rules/r").status_code == 204
    assert secret.get("/v1/rules/r").status_code == 404
    assert secret.delete("/v1/rules/r").status_code == 404
    assert [rule["rule_id"] for rule in secret.get("/v1/rules").json()] == ["a"]


def test_lists_obey_within_a_minute(
    secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    assert "beans" in ids(publishable)
    put(secret, "no-beans", action="block", item_ids=["beans"])
    put(secret, "cup-second", action="pin", item_ids=["cup"], position=2)
    clock.advance(seconds=MINUTE)
    found = shown(publishable)
    assert (found[1]["item_id"], found[1]["reason"]) == ("cup", "pinned")
    assert {item["item_id"] for item in found} == {*shop.COFFEE, *shop.TEA} - {"beans"}
    secret.delete("/v1/rules/no-beans")
    clock.advance(seconds=MINUTE)
    assert "beans" in ids(publishable)


def test_a_campaign_obeys_too(secret: TestClient, clock: Clock) -> None:
    put(secret, action="block", category="tea", placements=["email"])
    clock.advance(seconds=MINUTE)
    body = {"placement": "email", "n": 8, "people": [{"user_id": "ana"}]}
    line = secret.post("/v1/recommendations/batch", json=body).json()
    assert {item["item_id"] for item in line["items"]} == set(shop.COFFEE)
    assert set(ids(secret)) == {*shop.COFFEE, *shop.TEA}, "another placement"


def test_a_rule_holds_in_its_channel_and_its_time(secret: TestClient, clock: Clock) -> None:
    start = clock() + 3_600_000
    put(secret, action="block", category="tea", channels=["app"], active_from=start)
    clock.advance(seconds=MINUTE)
    assert "cup" in ids(secret, channel="app")
    clock.now = start
    assert "cup" not in ids(secret, channel="app")
    assert "cup" in ids(secret)


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({}, "action"),
        ({"action": "hide", "brand": "b"}, "action"),
        ({"action": "block"}, "item_ids"),
        ({"action": "boost", "brand": "b"}, "factor"),
        ({"action": "boost", "brand": "b", "factor": 0.5}, "factor"),
        ({"action": "boost", "brand": "b", "factor": "2"}, "factor"),
        ({"action": "bury", "brand": "b", "factor": 3}, "factor"),
        ({"action": "pin", "brand": "b"}, "item_ids"),
        ({"action": "pin", "item_ids": ["a"], "position": 0}, "position"),
        ({"action": "block", "item_ids": ["a\x00b"]}, "item_ids.0"),
        ({"action": "block", "brand": "b", "placements": ["attic"]}, "placements.0"),
        ({"action": "block", "min_price": 2, "max_price": 1}, "max_price"),
        ({"action": "block", "brand": "b", "active_from": 2, "active_until": 1}, "active_until"),
        ({"action": "block", "brand": "b", "colour": "red"}, "colour"),
        ({"action": "block", "brand": "b", "enabled": "yes"}, "enabled"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_field(
    secret: TestClient, payload: dict[str, Any], field: str
) -> None:
    answer = secret.put("/v1/rules/r", json=payload)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_there_is_room_for_so_many_and_so_big(services: LaptopServices, secret: TestClient) -> None:
    two = Rules(services.storage.rules, services.clock, max_rules=2)
    rewire(secret, rules=two)  # two hundred would say the same
    for rule_id in ("a", "b", "a"):
        put(secret, rule_id, action="block", brand="b")
    answer = secret.put("/v1/rules/c", json={"action": "block", "brand": "b"})
    assert [error["field"] for error in answer.json()["errors"]] == ["rule_id"]
    long = {"action": "block", "item_ids": ["x" * 250] * 40}
    assert secret.put("/v1/rules/a", json=long).status_code == 413


def test_who_may_not_put_items_may_not_set_rules(
    client: TestClient, publishable: TestClient, issue_key: IssueKey
) -> None:
    for holder in (publishable, caller(client, issue_key("secret", frozenset({"customers"})))):
        assert holder.get("/v1/rules").status_code == 403
        assert holder.put("/v1/rules/r", json={"action": "block", "brand": "b"}).status_code == 403
        assert holder.delete("/v1/rules/r").status_code == 403


def test_a_stored_rule_that_is_none_is_left_out_and_named(
    services: LaptopServices, secret: TestClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    bad: list[dict[str, Any]] = [
        {"action": "explode", "brand": "b"},
        {"action": "block", "brand": "b", "of_a_later_version": 1},
        {"action": "block", "item_ids": "beans"},
    ]
    for at, body in enumerate(bad):
        services.storage.rules.put(f"bad-{at}", body)
    put(secret, "good", action="block", item_ids=["cup"])
    clock.advance(seconds=MINUTE)
    assert set(ids(secret)) == {*shop.COFFEE, *shop.TEA} - {"cup"}
    assert all(f"bad-{at}" in caplog.text for at in range(len(bad)))
    assert [rule["rule_id"] for rule in secret.get("/v1/rules").json()] == ["good"]
    assert secret.get("/v1/rules/bad-0").status_code == 404


def test_a_stored_rule_past_the_bounds_of_the_api_is_obeyed_and_read_as_it_stands(
    services: LaptopServices, secret: TestClient, clock: Clock
) -> None:
    far: dict[str, Any] = {
        "action": "pin",
        "item_ids": ["cup", "a\x00b", "x" * 300],
        "position": 500,
        "priority": 5_000,
        "note": "n" * 3_000,
        "updated_at": 5,
    }
    services.storage.rules.put("far", far)
    put(secret, "good", action="block", item_ids=["beans"])
    clock.advance(seconds=MINUTE)
    assert set(ids(secret)) == {*shop.COFFEE, *shop.TEA} - {"beans"}
    shown, good = secret.get("/v1/rules").json()
    assert shown == {**good, "rule_id": "far", **far}
    assert secret.get("/v1/rules/far").json() == shown


class TestOutage:
    def test_the_rules_known_before_hold(
        self,
        services: LaptopServices,
        secret: TestClient,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put(secret, action="block", item_ids=["cup"])
        clock.advance(seconds=MINUTE)
        assert "cup" not in ids(secret)
        gone = RuleRows(services.reading_client, "gone")
        with monkeypatch.context() as outage:
            outage.setattr(services.storage.low_latency_rules, "all", gone.all)
            clock.advance(seconds=10 * MINUTE)
            assert "cup" not in ids(secret)
        services.storage.rules.delete("r")
        clock.advance(seconds=1)
        assert "cup" in ids(secret), "asked again after a second, not after a minute"

    def test_without_any_rule_known_lists_are_as_learned(
        self, settings: Settings, services: LaptopServices, issue_key: IssueKey
    ) -> None:
        services.storage.rules.put("r", {"action": "block", "item_ids": ["cup"]})
        unreachable = settings.model_copy(update={"dynamodb_endpoint_url": "http://127.0.0.1:9"})
        cut_off = LaptopServices(unreachable, services.data, clock=services.clock)
        client = caller(TestClient(create_app(cut_off)), issue_key("publishable"))
        assert set(ids(client)) == {*shop.COFFEE, *shop.TEA}
