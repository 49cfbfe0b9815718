from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.stock import MAX_LOCATIONS, StockLevel
from functions.services.catalogue.stock import PutStock
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

NOON = "2025-01-01T12:00:00Z"


def put(client: TestClient, item_id: str = "milk", **body: Any) -> dict[str, Any]:
    answer = client.put(f"/v1/items/{item_id}/stock", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def of(client: TestClient, item_id: str = "milk") -> dict[str, int]:
    answer = client.get(f"/v1/items/{item_id}/stock")
    assert answer.status_code == 200, answer.text
    return {each["location"]: each["quantity"] for each in answer.json()["stock"]}


def test_stock_may_come_before_its_item_and_without_place_and_time(
    secret: TestClient, clock: Clock
) -> None:
    answer = put(secret, quantity=3)
    at = datetime.fromtimestamp(clock() / 1000, UTC)
    assert datetime.fromisoformat(answer.pop("observed_at")) == at
    assert answer == {
        "item_id": "milk",
        "location": "online",
        "quantity": 3,
        "backorder": False,
        "unreadable": False,
        "applied": True,
    }
    assert of(secret) == {"online": 3}


def test_every_place_has_its_own_stock(secret: TestClient) -> None:
    put(secret, quantity=3)
    put(secret, quantity=0, location="store-12")
    put(secret, quantity=5, location="online")
    assert of(secret) == {"online": 5, "store-12": 0}


def test_an_older_observation_is_accepted_and_ignored(secret: TestClient) -> None:
    put(secret, quantity=3, observed_at="2025-01-01T11:00:00Z")
    older = put(secret, quantity=9, observed_at="2025-01-01T10:59:59.999Z")
    assert (older["applied"], older["quantity"]) == (False, 3)
    same_instant = put(secret, quantity=4, observed_at="2025-01-01T12:00:00+01:00")
    assert (same_instant["applied"], same_instant["quantity"]) == (True, 4)
    assert of(secret) == {"online": 4}


def test_an_item_without_a_count_has_no_stock_and_an_unknown_one_is_not_found(
    secret: TestClient,
) -> None:
    secret.put("/v1/items/milk", json={})
    assert of(secret) == {}
    assert secret.get("/v1/items/honey/stock").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"quantity": 1, "backorder": "yes"}, "backorder"),
        ({"quantity": 1, "location": ""}, "location"),
        ({"quantity": 1, "location": "a\x00b"}, "location"),
        ({"quantity": 1, "observed_at": "yesterday"}, "observed_at"),
        ({"quantity": 1, "observed_at": "2025-01-01T12:11:00Z"}, "observed_at"),
        ({"quantity": 1, "amount": 2}, "amount"),
    ],
)
def test_a_field_that_cannot_be_so_is_named(
    secret: TestClient, body: dict[str, Any], field: str
) -> None:
    answer = secret.put("/v1/items/milk/stock", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_many_at_once_and_each_bad_one_named(secret: TestClient) -> None:
    put(secret, "a", quantity=1, observed_at=NOON)
    answer = secret.put(
        "/v1/stock",
        json={
            "stock": [
                {"item_id": "a", "quantity": 7, "observed_at": "2025-01-01T11:00:00Z"},
                {"item_id": "b", "quantity": -1},
                {"item_id": "b", "quantity": 2, "location": "store-1", "observed_at": NOON},
                {"item_id": "b", "quantity": 3, "location": "store-1", "observed_at": NOON},
                {"quantity": 1},
                "what",
                {"item_id": "c", "quantity": 0},
            ]
        },
    ).json()
    assert (answer["accepted"], answer["ignored"]) == (4, 2)
    reported = [(each["index"], each["item_id"], each["field"]) for each in answer["rejected"]]
    assert reported[:2] == [(1, "b", "quantity"), (4, None, "item_id")]
    assert reported[2][0] == 5
    assert (of(secret, "a"), of(secret, "b"), of(secret, "c")) == (
        {"online": 1},
        {"store-1": 3},
        {"online": 0},
    )


def test_a_thousand_places_in_one_call(secret: TestClient) -> None:
    entries = [
        {"item_id": f"i{n % 250}", "location": f"s{n // 250}", "quantity": n} for n in range(1000)
    ]
    answer = secret.put("/v1/stock", json={"stock": entries})
    assert answer.json() == {"accepted": 1000, "ignored": 0, "rejected": []}
    assert of(secret, "i7") == {"s0": 7, "s1": 257, "s2": 507, "s3": 757}


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"stock": 3}, 422), ({"stock": [{}] * 1001}, 413)]
)
def test_a_bulk_that_is_none(secret: TestClient, body: dict[str, Any], status: int) -> None:
    assert secret.put("/v1/stock", json=body).status_code == status


def test_an_item_has_no_more_places_than_it_may(services: LaptopServices) -> None:
    levels = [StockLevel("a", f"s{n}", Decimal(1), services.clock()) for n in range(3)]
    with ThreadPoolExecutor(2) as pool:
        bounded = PutStock(services.storage.stock, services.clock, pool, max_locations=2)
        assert [each.level is not None for each in bounded(levels)] == [True, True, False]
        known = bounded(levels[:2])
        assert [each.level is not None for each in known] == [True, True], "known ones may"
        assert [each.level is not None for each in bounded(levels[2:])] == [False]


def test_a_bulk_with_a_place_too_many_stores_the_others(secret: TestClient) -> None:
    full = [{"item_id": "a", "location": f"s{n}", "quantity": n} for n in range(MAX_LOCATIONS)]
    more = {"item_id": "a", "location": "more", "quantity": 1}
    answer = secret.put("/v1/stock", json={"stock": [{"quantity": 1}, *full, more]}).json()
    assert answer["accepted"] == MAX_LOCATIONS
    assert [(each["index"], each["item_id"], each["field"]) for each in answer["rejected"]] == [
        (0, None, "item_id"),
        (MAX_LOCATIONS + 1, "a", "location"),
    ]
    assert answer["rejected"][1]["reason"] == f"an item may have {MAX_LOCATIONS} locations"


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/v1/items/a/stock"), ("PUT", "/v1/stock"), ("GET", "/v1/items/a/stock")],
)
def test_a_publishable_key_has_no_business_with_stock(
    publishable: TestClient, method: str, path: str
) -> None:
    assert publishable.request(method, path, json={}).status_code == 403
