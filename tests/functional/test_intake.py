import json
from typing import Any

import pytest

from functions.domain.person import customer, visitor
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.unit.builders import NOON

VIEW = {
    "type": "track",
    "event": "Product Viewed",
    "messageId": "m1",
    "anonymousId": "v1",
    "timestamp": "2025-01-01T11:59:00Z",
    "properties": {"product_id": "milk"},
}


def batch(*entries: Any, **more: Any) -> dict[str, Any]:
    return {"batch": list(entries), "sentAt": "2025-01-01T12:00:00Z", **more}


def test_a_claimed_event_belongs_to_the_visitor(
    publishable: TestClient, services: LaptopServices
) -> None:
    answer = publishable.post("/v1/batch", json=batch({**VIEW, "userId": "ana"}))
    assert answer.json() == {"success": True, "accepted": 1, "rejected": [], "warnings": []}
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert (stored.user_id, stored.verified, stored.kind) == ("ana", False, "view")
    assert services.storage.events.newest(customer("ana"), "b", 10) == []


def test_a_verified_event_belongs_to_the_customer(
    secret: TestClient, services: LaptopServices
) -> None:
    secret.post("/v1/track", json={**VIEW, "userId": 12})
    (stored,) = services.storage.events.newest(customer("12"), "b", 10)
    assert (stored.verified, stored.anonymous_id) == (True, "v1")


def test_the_same_batch_with_another_sent_at_is_stored_once(
    publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    for sent_at in ("2025-01-01T12:00:00Z", "2025-01-01T09:00:00Z", "2025-01-02T12:00:00Z"):
        answer = publishable.post("/v1/batch", json={**batch(VIEW), "sentAt": sent_at})
        assert answer.json()["accepted"] == 1
        clock.advance(seconds=30)
    assert len(services.storage.events.newest(visitor("v1"), "b", 10)) == 1


def test_a_wrong_clock_is_corrected(publishable: TestClient, services: LaptopServices) -> None:
    two_hours_ahead = {**VIEW, "timestamp": "2025-01-01T13:59:00Z"}
    publishable.post(
        "/v1/batch", json={"batch": [two_hours_ahead], "sentAt": "2025-01-01T14:00:00Z"}
    )
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert stored.at == NOON - 60_000


def test_without_a_message_id_a_retry_is_stored_once_and_another_view_is_not_lost(
    publishable: TestClient, services: LaptopServices
) -> None:
    nameless = {k: v for k, v in VIEW.items() if k != "messageId"}
    for _ in range(2):
        publishable.post("/v1/batch", json=batch(nameless))
    publishable.post("/v1/batch", json=batch({**nameless, "timestamp": "2025-01-01T11:58:00Z"}))
    assert len(services.storage.events.newest(visitor("v1"), "b", 10)) == 2


def test_good_entries_are_stored_whatever_the_others_are(
    publishable: TestClient, services: LaptopServices
) -> None:
    bad: list[tuple[Any, str]] = [
        (7, ""),
        ({**VIEW, "type": "teleport"}, "type"),
        ({**VIEW, "anonymousId": None}, "anonymousId"),
        ({**VIEW, "anonymousId": "a\x00b"}, "anonymousId"),
        ({**VIEW, "anonymousId": "ñ" * 129}, "anonymousId"),
        ({**VIEW, "event": None}, "event"),
        ({**VIEW, "properties": {"product_id": "a", "note": "x" * 33_000}}, ""),
    ]
    answer = publishable.post("/v1/batch", json=batch(*(entry for entry, _ in bad), VIEW))
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 1
    reported = [(r["index"], r["field"]) for r in answer.json()["rejected"]]
    assert reported == list(enumerate(field for _, field in bad))
    assert all(r["reason"] for r in answer.json()["rejected"])
    assert len(services.storage.events.newest(visitor("v1"), "b", 10)) == 1


@pytest.mark.parametrize(
    "text", ['"price": NaN', '"price": -Infinity', '"price": 1e999', '"note": "\\ud800"']
)
def test_what_json_cannot_say_costs_only_itself(publishable: TestClient, text: str) -> None:
    entry = '{"type": "track", "event": "x", "anonymousId": "v1", "properties": {PROPERTIES}}'
    entries = [entry.replace("PROPERTIES", each) for each in (text, "")]
    body = '{"batch": [' + ",".join(entries) + "]}"
    answer = publishable.post("/v1/batch", content=body).json()
    field = text.split('"')[1]
    assert answer["accepted"] == 2
    assert [(w["index"], w["field"]) for w in answer["warnings"]] == [(0, f"properties.{field}")]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"batch": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b"9" * 5_000, 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"batch": {}}', 422),
        (b'{"batch": [' + b"{}," * 2_500 + b"{}]}", 413),
        (b'{"batch": [], "x": "' + b"x" * 500_000 + b'"}', 413),
    ],
)
def test_a_call_that_cannot_be_read_is_a_problem_document(
    publishable: TestClient, content: bytes, status: int
) -> None:
    answer = publishable.post("/v1/batch", content=content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("kind", ["track", "identify", "page", "screen"])
def test_each_kind_of_call_has_its_own_route(
    secret: TestClient, services: LaptopServices, kind: str
) -> None:
    body = {"userId": "ana", "messageId": "m1", "event": "Signed Up", "name": "Start"}
    assert secret.post(f"/v1/{kind}", json=body).json()["accepted"] == 1
    (stored,) = services.storage.events.newest(customer("ana"), "b", 10)
    assert (stored.type, stored.name) == (kind, "Signed Up" if kind == "track" else kind)


def test_a_single_call_that_is_refused_names_the_field(publishable: TestClient) -> None:
    answer = publishable.post("/v1/track", json={**VIEW, "event": ""})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["event"]


def test_the_address_of_a_person_is_not_kept(
    publishable: TestClient, services: LaptopServices
) -> None:
    publishable.post("/v1/track", json={**VIEW, "context": {"ip": "192.0.2.7", "locale": "es-ES"}})
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert stored.context == {"locale": "es-ES"}


def test_an_event_that_nothing_makes_the_same_again_is_a_plain_put(
    publishable: TestClient, services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a time and a message id a retry is another event: no marker is worth its cost."""
    monkeypatch.setattr(services.writing_client, "transact_write_items", None)
    call = {"type": "track", "event": "Product Viewed", "anonymousId": "v1",
            "properties": {"sku": "tea"}}  # fmt: skip
    body = {"batch": [call], "sentAt": "2024-12-01T00:00:00Z"}
    assert publishable.post("/v1/batch", json=body).status_code == 200
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert stored.at == stored.claimed_at == stored.received_at == services.clock()


def test_a_long_message_id_is_kept_as_a_digest_and_a_retry_meets_itself(
    publishable: TestClient, services: LaptopServices
) -> None:
    call = {"type": "track", "event": "Product Viewed", "anonymousId": "v1", "messageId": "m" * 256,
            "timestamp": "2025-01-01T11:59:00Z", "properties": {"sku": "tea"}}  # fmt: skip
    for _ in range(2):
        assert publishable.post("/v1/batch", json={"batch": [call]}).status_code == 200
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert len(stored.message_id) == 32


@pytest.mark.parametrize("field", ["userAgent", "user_agent", "useragent"])
def test_a_crawler_is_known_by_any_name_of_its_field(
    publishable: TestClient, services: LaptopServices, field: str
) -> None:
    entry = {**VIEW, "context": {field: "Googlebot/2.1"}}
    assert publishable.post("/v1/batch", json=batch(entry)).json()["warnings"] == []
    (stored,) = services.storage.events.newest(visitor("v1"), "b", 10)
    assert not stored.learn


def test_properties_in_a_text_that_are_too_deep_are_left_out(
    secret: TestClient, services: LaptopServices
) -> None:
    deep = '{"a":' * 60 + "1" + "}" * 60
    entry = {"type": "track", "event": "Order Completed", "userId": "ana", "properties": deep}
    answer = secret.post("/v1/batch", json=batch(entry)).json()
    assert answer["accepted"] == 1
    assert "properties" in [each["field"] for each in answer["warnings"]]


def test_a_body_may_begin_with_the_mark_of_its_encoding(publishable: TestClient) -> None:
    answer = publishable.post(
        "/v1/batch", content=b"\xef\xbb\xbf" + json.dumps(batch(VIEW)).encode()
    )
    assert answer.json()["accepted"] == 1


def test_one_external_id_may_stand_alone(secret: TestClient, services: LaptopServices) -> None:
    entry = {**VIEW, "userId": "ana", "context": {"externalIds": {"type": "card", "id": "77"}}}
    assert secret.post("/v1/batch", json=batch(entry)).json()["warnings"] == []
    (stored,) = services.storage.events.newest(customer("ana"), "b", 10)
    assert len(stored.external_ids) == 1
