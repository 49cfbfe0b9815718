"""A refund that names its order alone finds a guest's order; else the sender is warned."""

from typing import Any

import pytest

from tests.app_client import TestClient

TAKES_BACK = ["Order Refunded", "Order Cancelled"]


def entry(event: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": event, "properties": {"order_id": "1001", "total": 5}, **more}


def warnings(client: TestClient, *entries: dict[str, Any]) -> list[tuple[int, str]]:
    answer = client.post("/v1/batch", json={"batch": entries}).json()
    assert answer["rejected"] == []
    return [(each["index"], each["field"]) for each in answer["warnings"]]


@pytest.mark.parametrize("event", TAKES_BACK)
def test_one_of_a_person_s_order_is_warned_of_and_counted(secret: TestClient, event: str) -> None:
    assert warnings(secret, entry("Order Completed", userId="ana"), entry(event)) == [(1, "userId")]
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["status"], order["total"]) == ("completed", 5)
    (quality,) = secret.get("/v1/intake/quality").json()["keys"]
    assert (quality["accepted"], quality["warned"]) == (2, 1)
    assert [(each["field"], each["count"]) for each in quality["faults"]] == [("userId", 1)]


@pytest.mark.parametrize("event", TAKES_BACK)
def test_one_of_a_guest_s_order_takes_it_back(secret: TestClient, event: str) -> None:
    assert warnings(secret, entry("Order Completed"), entry(event)) == []
    assert warnings(secret, entry(event)) == []


def test_one_that_names_a_person_is_not_looked_up(secret: TestClient) -> None:
    by_card = {"context": {"externalIds": [{"type": "card", "id": "c1"}]}}
    assert warnings(secret, entry("Order Refunded", userId="bob")) == []
    assert warnings(secret, entry("Order Refunded", **by_card)) == []


def test_one_without_its_order_is_warned_of(secret: TestClient) -> None:
    lines = {"products": [{"sku": "a", "price": 5}]}
    for properties in (lines, {"total": 5}):
        refund = {**entry("Order Refunded", userId="ana"), "properties": properties}
        assert (0, "properties.order_id") in warnings(secret, refund)
