from typing import Any

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


def record(client: TestClient, *entries: dict[str, Any]) -> None:
    answer = client.post("/v1/batch", json={"batch": list(entries)})
    assert (answer.status_code, answer.json()["rejected"]) == (200, []), answer.text


def track(message_id: str, minute: int, **more: Any) -> dict[str, Any]:
    """Something done at 10:<minute> on 2025-01-01."""
    at = f"2025-01-01T10:{minute:02}:00Z"
    return {"type": "track", "event": "x", "messageId": message_id, "timestamp": at, **more}


def read_customer(client: TestClient, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"/v1/customers/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def ana(secret: TestClient, publishable: TestClient) -> None:
    """She looks at the web, logs in, and buys in a store."""
    record(publishable, track("m1", 1, anonymousId=DEVICE))
    identify = {"type": "identify", "traits": {"plan": "gold", "email": "ana@example.com"}}
    record(secret, {**track("m2", 2, userId="ana", anonymousId=DEVICE), **identify})
    order = {"event": "Order Completed", "context": {"channel": "store"}}
    bought = {"order_id": "o1", "products": [{"sku": "tea", "quantity": 2, "price": 3}]}
    record(secret, {**track("m3", 3, userId="ana"), **order, "properties": bought})


@pytest.mark.usefixtures("ana")
def test_one_customer_is_seen_whole(secret: TestClient) -> None:
    customer = read_customer(secret, "ana")
    assert customer["traits"] == {"plan": "gold", "email": "ana@example.com"}
    assert customer["channels"] == ["store", "web"]
    assert [(p["kind"], p["id"], p["until"]) for p in customer["linked"]] == [
        ("visitor", DEVICE, None)
    ]


@pytest.mark.usefixtures("ana")
def test_the_story_goes_over_all_channels_newest_first(secret: TestClient) -> None:
    story = read_customer(secret, "ana/events")
    assert [(e["message_id"], e["channel"]) for e in story["events"]] == [
        ("m3", "store"),
        ("m2", "web"),
        ("m1", "web"),
    ]
    assert [e["by"] and e["by"]["id"] for e in story["events"]] == [None, None, DEVICE]
    assert story["events"][0]["items"] == [{"item_id": "tea", "quantity": 2, "price": 3}]
    assert story["before"] is None


def test_a_long_story_is_paged_and_nothing_is_lost_or_reported_twice(secret: TestClient) -> None:
    names = ["x", "Product Added"]
    record(
        secret,
        *(
            {
                **track(f"m{n}", n // 3, userId="ana"),
                "event": names[n % 2],
                "properties": {"sku": "tea"},
            }
            for n in range(50)
        ),
    )
    seen: list[str] = []
    before: int | None = None
    while True:
        page = read_customer(
            secret, "ana/events", limit=7, **({"before": before} if before else {})
        )
        assert len(page["events"]) <= 7
        seen += [event["message_id"] for event in page["events"]]
        before = page["before"]
        if before is None:
            break
    assert sorted(seen) == sorted(f"m{n}" for n in range(50))


def test_what_another_did_on_the_same_device_is_not_in_the_story(
    secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    device = {"anonymousId": DEVICE}
    record(secret, {**track("m1", 1, userId="ana", **device), "type": "identify"})
    record(secret, {**track("m2", 30, userId="bea", **device), "type": "identify"})
    record(publishable, *(track(f"b{n}", 31, **device) for n in range(60)))
    record(publishable, track("a1", 2, **device))
    assert [e["message_id"] for e in read_customer(secret, "ana/events", limit=20)["events"]] == [
        "a1",
        "m1",
    ]
    bea = read_customer(secret, "bea/events", limit=100)["events"]
    assert {e["message_id"] for e in bea} == {"m2", *(f"b{n}" for n in range(60))}


def test_of_two_sayings_of_a_trait_the_later_one_holds(secret: TestClient) -> None:
    late = {**track("m2", 2, userId="ana"), "type": "identify", "traits": {"plan": "gold"}}
    early = {
        **track("m1", 1, userId="ana"),
        "type": "identify",
        "traits": {"plan": "basic", "city": "Soria"},
    }
    record(secret, late)
    record(secret, early)
    assert read_customer(secret, "ana")["traits"] == {"plan": "gold", "city": "Soria"}
    forget = {**track("m3", 3, userId="ana"), "type": "identify", "traits": {"city": None}}
    record(secret, forget)
    assert read_customer(secret, "ana")["traits"] == {"plan": "gold"}


def test_a_browser_reads_nothing_of_a_customer(secret: TestClient, publishable: TestClient) -> None:
    forged = {**track("m1", 1, userId="ana", anonymousId=DEVICE), "type": "identify"}
    record(publishable, {**forged, "traits": {"email": "eve@example.com"}})
    assert secret.get("/v1/customers/ana").status_code == 404
    assert publishable.get("/v1/customers/ana").status_code == 403
    assert publishable.get("/v1/customers/ana/events").status_code == 403


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"before": -1}, {"before": "x"}])
def test_a_page_that_cannot_be(secret: TestClient, query: dict[str, Any]) -> None:
    answer = secret.get("/v1/customers/ana/events", params=query)
    assert [e["field"] for e in answer.json()["errors"]] == list(query)
