"""Every way a Segment library calls: short names, keys in the body, text/plain, gzip, history."""

import gzip
import json
import tracemalloc
import zlib
from base64 import b64encode
from typing import Any

import pytest

from functions.domain.event import Event
from functions.domain.person import customer, visitor
from functions.schemas.limits import MAX_INFLATED_BYTES
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey

VIEW: dict[str, Any] = {
    "type": "track",
    "event": "Product Viewed",
    "messageId": "m1",
    "anonymousId": "v1",
    "properties": {"product_id": "milk"},
}


def stored(services: LaptopServices) -> list[Event]:
    return services.storage.events.newest(visitor("v1"), "b", 10)


@pytest.mark.parametrize(
    ("path", "kind", "payload"),
    [
        ("/v1/t", "track", {"event": "Signed Up"}),
        ("/v1/i", "identify", {"traits": {"plan": "gold"}}),
        ("/v1/a", "alias", {"previousId": "old"}),
        ("/v1/alias", "alias", {"previousId": "old"}),
        ("/v1/p", "page", {"name": "Home"}),
        ("/v1/s", "screen", {"name": "Home"}),
        ("/v1/g", "group", {"groupId": "club"}),
        ("/v1/group", "group", {"groupId": "club"}),
    ],
)
def test_each_call_has_its_names(
    publishable: TestClient, services: LaptopServices, path: str, kind: str, payload: dict[str, Any]
) -> None:
    answer = publishable.post(path, json={**payload, "anonymousId": "v1"})
    assert answer.json() == {"success": True, "accepted": 1, "rejected": [], "warnings": []}
    (event,) = stored(services)
    assert (event.type, event.kind) == (kind, None)


@pytest.mark.parametrize("path", ["/v1/b", "/v1/batch", "/v1/import"])
def test_a_batch_has_three_names(
    publishable: TestClient, services: LaptopServices, path: str
) -> None:
    assert publishable.post(path, json={"batch": [VIEW]}).json()["accepted"] == 1
    assert [event.backfill for event in stored(services)] == [path == "/v1/import"]


@pytest.mark.parametrize(("kind", "field"), [("alias", "previousId"), ("group", "groupId")])
def test_an_alias_and_a_group_should_say_what_of(
    publishable: TestClient, kind: str, field: str
) -> None:
    answer = publishable.post(f"/v1/{kind}", json={"anonymousId": "v1"})
    assert [each["field"] for each in answer.json()["warnings"]] == [field]


def test_what_an_alias_and_a_group_say_is_kept(
    secret: TestClient, services: LaptopServices
) -> None:
    entries = [
        {"type": "alias", "userId": "ana", "previousId": "old-ana"},
        {"type": "group", "userId": "ana", "groupId": "club", "traits": {"name": "The club"}},
    ]
    assert secret.post("/v1/batch", json={"batch": entries}).json()["accepted"] == 2
    events = {e.type: e for e in services.storage.events.newest(customer("ana"), "b", 10)}
    assert events["alias"].previous_id == "old-ana"
    group = events["group"].properties
    assert (group["groupId"], group["traits"]) == ("club", {"name": "The club"})


@pytest.mark.parametrize(
    ("entry", "call", "backfill"),
    [
        ({"hilo": {"backfill": True}}, None, True),
        (None, {"hilo": {"backfill": True}}, True),
        ({"All": False}, {"All": True}, False),
        ({"hilo": True}, None, False),
        ({"hilo": {"backfill": "yes"}}, None, False),
        ("all", ["none"], False),
    ],
)
def test_history_is_marked(
    publishable: TestClient, services: LaptopServices, entry: Any, call: Any, backfill: bool
) -> None:
    body = {"batch": [{**VIEW, "integrations": entry}], "integrations": call}
    assert publishable.post("/v1/batch", json=body).json()["accepted"] == 1
    assert [event.backfill for event in stored(services)] == [backfill]


def test_a_single_call_may_be_history(publishable: TestClient, services: LaptopServices) -> None:
    publishable.post("/v1/track", json={**VIEW, "integrations": {"hilo": {"backfill": True}}})
    assert [event.backfill for event in stored(services)] == [True]


def test_a_browser_sends_json_as_text_with_the_key_inside(
    client: TestClient, services: LaptopServices, issue_key: IssueKey
) -> None:
    body = json.dumps({**VIEW, "writeKey": issue_key("publishable")})
    answer = client.post("/v1/t", content=body, headers={"Content-Type": "text/plain"})
    assert answer.json()["accepted"] == 1
    (event,) = stored(services)
    assert "hk_" not in repr(event)


def test_the_key_may_stand_in_the_batch_or_in_its_entries(
    client: TestClient, services: LaptopServices, issue_key: IssueKey
) -> None:
    key = issue_key("publishable")
    of_batch = {"batch": [{**VIEW, "writeKey": "hk_ignored"}], "writeKey": key}
    of_entry = {"batch": [7, {**VIEW, "messageId": "m2", "writeKey": key}, {}]}
    assert client.post("/v1/b", json=of_batch).json()["accepted"] == 1
    assert client.post("/v1/b", json=of_entry).json()["accepted"] == 1
    assert len(stored(services)) == 2


def test_the_header_counts_before_the_body(
    client: TestClient, services: LaptopServices, issue_key: IssueKey
) -> None:
    basic = b64encode(f"{issue_key('secret')}:".encode()).decode()
    body = {**VIEW, "userId": "ana", "writeKey": issue_key("publishable")}
    client.post("/v1/track", json=body, headers={"Authorization": f"Basic {basic}"})
    (event,) = services.storage.events.newest(customer("ana"), "b", 10)
    assert event.verified


@pytest.mark.parametrize(
    "body",
    [
        VIEW,
        {**VIEW, "writeKey": None},
        {**VIEW, "writeKey": 7},
        {**VIEW, "writeKey": "hk_none"},
        {**VIEW, "writeKey": "\ud800"},
        {"batch": [VIEW]},
        {"batch": "no list"},
        {"batch": [{**VIEW, "writeKey": "hk_one"}, {**VIEW, "writeKey": "hk_two"}]},
    ],
)
def test_a_body_that_shows_no_good_key_is_refused(client: TestClient, body: Any) -> None:
    answer = client.post("/v1/b" if "batch" in body else "/v1/t", content=json.dumps(body))
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_publishable_key_of_another_scope_is_refused(
    client: TestClient, issue_key: IssueKey
) -> None:
    key = issue_key("publishable", frozenset({"recommendations"}))
    assert client.post("/v1/t", json={**VIEW, "writeKey": key}).status_code == 403


@pytest.mark.parametrize("headers", [{"Content-Encoding": "gzip"}, {}])
def test_a_deflated_body_is_read_whatever_its_header_says(
    publishable: TestClient, services: LaptopServices, headers: dict[str, str]
) -> None:
    halves = json.dumps({"batch": [VIEW]}).encode().partition(b",")
    body = gzip.compress(b"".join(halves[:2])) + gzip.compress(halves[2])
    answer = publishable.post("/v1/batch", content=body, headers=headers)
    assert answer.json()["accepted"] == 1
    assert len(stored(services)) == 1


def test_gzip_that_lost_bytes_as_text_is_refused_with_the_remedy(publishable: TestClient) -> None:
    body = gzip.compress(b"{}").decode("utf-8", "replace").encode()
    answer = publishable.post("/v1/t", content=body)
    assert (answer.status_code, "send it as base64" in answer.text) == (400, True)


def test_a_proxy_may_have_inflated_what_the_header_calls_gzip(publishable: TestClient) -> None:
    answer = publishable.post("/v1/t", json=VIEW, headers={"Content-Encoding": "gzip"})
    assert answer.json()["accepted"] == 1


def test_more_may_be_sent_deflated_than_plain(publishable: TestClient) -> None:
    """600 KB: refused as they are, welcome as the 5 KB that they deflate to."""
    note = {**VIEW, "properties": {"product_id": "milk", "note": "x" * 24_000}}
    body = json.dumps({"batch": [{**note, "messageId": f"m{n}"} for n in range(25)]}).encode()
    assert publishable.post("/v1/batch", content=body).status_code == 413
    assert publishable.post("/v1/batch", content=gzip.compress(body)).json()["accepted"] == 25


def bomb(size: int) -> bytes:
    """`size` bytes of JSON that any inflater makes of a thousandth of them."""
    deflating = zlib.compressobj(level=9, wbits=31)
    blank = deflating.compress(b'{"batch":[') + deflating.compress(b" " * size)
    return blank + deflating.compress(b"]}") + deflating.flush()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (bomb(MAX_INFLATED_BYTES - 12), 200),
        (bomb(MAX_INFLATED_BYTES), 413),
        (bomb(100)[:-9], 400),
        (b"\x1f\x8b", 400),
        (b"\x1f\x8b" + b"x" * 100, 400),
        (gzip.compress(b"{}")[:-8] + b"\0" * 8, 400),
        (gzip.compress(b"{}") + b"more", 400),
        (gzip.compress(b"[]"), 422),
    ],
    ids=["full", "bomb", "cut", "magic", "garbage", "checksum", "trailer", "list"],
)
def test_what_inflates_is_bounded_and_checked(
    publishable: TestClient, body: bytes, status: int
) -> None:
    answer = publishable.post("/v1/batch", content=body, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == status


def test_a_bomb_never_unfolds(publishable: TestClient) -> None:
    """100 MB of blanks cost a small multiple of the bound: what is read, and its copies."""
    body = bomb(100_000_000)
    tracemalloc.start()
    assert publishable.post("/v1/batch", content=body).status_code == 413
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * MAX_INFLATED_BYTES
