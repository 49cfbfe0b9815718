"""Stored rows that cannot be read or shown: they are shown as such, and nothing else suffers."""

from typing import Any

import pytest

from functions.domain.event import Event, UnreadableEvent
from functions.domain.person import customer
from functions.storage.packing import pack
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.stores import drain
from tests.unit.builders import NOON, event


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


UNSHOWABLE: dict[str, Any] = {
    "256 deep": {"x": deep(256)},
    "490 deep": {"x": deep(490)},
}
DAMAGED: dict[str, Any] = {
    "not packed": {"B": b"nonsense"},
    "another format": {"B": b"\x09abc"},
    "cut off": {"B": pack({"type": "track"})[:-4]},
    "no object": {"B": pack([1])},
    "another version": {"B": pack({"kind": "x"})},
    "no bytes": {"S": "text"},
}
NAMES = pytest.mark.parametrize("name", ["Product Viewed", "Product Added", "Order Completed"])


def store(services: LaptopServices, name: str) -> Event:
    services.storage.events.put(event("before", name, "tea", at=NOON - 2))
    odd = event("odd", name, "tea", at=NOON - 1)
    services.storage.events.put(odd)
    services.storage.events.put(event("after", name, "tea"))
    return odd


def damage(services: LaptopServices, engine: Engine, odd: Event, body: Any) -> None:
    table = services.settings.events_table
    rows = engine.dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": odd.person.key}},
    )["Items"]
    (row,) = [row for row in rows if row["sk"]["S"].endswith("#odd")]
    engine.dynamodb.put_item(TableName=table, Item={**row, "body": body})


def pages_are_whole(secret: TestClient) -> None:
    """Every page about the customer answers; the story has all three, one marked."""
    for part in ("", "/events", "/events?limit=1", "/cart", "/wishlist", "/orders"):
        answer = secret.get(f"/v1/customers/ana{part}")
        assert answer.status_code == 200, (part, answer.text)
    events = secret.get("/v1/customers/ana/events").json()["events"]
    assert [(e["message_id"], e["unreadable"]) for e in events] == [
        ("after", False),
        ("odd", True),
        ("before", False),
    ]
    home = secret.get("/v1/recommendations?placement=home&user_id=ana")
    assert home.status_code == 200


@NAMES
@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_row_is_shown_as_such_and_can_be_erased(
    secret: TestClient, services: LaptopServices, engine: Engine, name: str, body: Any
) -> None:
    damage(services, engine, store(services, name), body)
    pages_are_whole(secret)
    services.update_profiles.recompute(customer("ana"))
    assert secret.delete("/v1/customers/ana").status_code == 204
    assert secret.get("/v1/customers/ana").status_code == 404
    assert services.storage.events.newest(customer("ana"), "b", 9) == []
    assert services.storage.events.newest(customer("ana"), "c", 9) == []


@pytest.mark.parametrize("properties", UNSHOWABLE.values(), ids=UNSHOWABLE)
def test_an_event_that_no_answer_can_hold_is_shown_without_its_content(
    secret: TestClient, services: LaptopServices, engine: Engine, properties: Any
) -> None:
    """As an earlier version let it pass."""
    odd = store(services, "Product Viewed")
    body = {"type": "track", "channel": "web", "received_at": odd.at, "vouched_by": "shop",
            "learn": True, "items": [], "properties": properties}  # fmt: skip
    damage(services, engine, odd, {"B": pack(body)})
    pages_are_whole(secret)


def test_sending_it_again_stores_nothing_and_is_no_error(
    secret: TestClient, services: LaptopServices, engine: Engine
) -> None:
    entry = {"event": "Product Viewed", "userId": "ana", "messageId": "odd",
             "properties": {"sku": "tea"}, "timestamp": "2025-01-01T11:59:59.999Z"}  # fmt: skip
    assert secret.post("/v1/track", json=entry).status_code == 200
    odd = event("odd", "Product Viewed", "tea", at=NOON - 1)
    damage(services, engine, odd, {"B": b"nonsense"})
    assert secret.post("/v1/track", json=entry).status_code == 200
    (stored,) = services.storage.events.newest(customer("ana"), "b", 9)
    assert isinstance(stored, UnreadableEvent)


def test_a_trait_that_no_answer_can_hold_hides_no_other(
    secret: TestClient, services: LaptopServices
) -> None:
    at = (1, 1, 0)
    traits = {"deep": (deep(400), at), "bad": (float("nan"), at), "name": ("Ana", at)}
    services.storage.traits.put(customer("ana"), traits, rev=0)
    shown = secret.get("/v1/customers/ana").json()["traits"]
    assert shown == {"deep": None, "bad": None, "name": "Ana"}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_profile_is_done_without_until_it_is_folded_anew(
    secret: TestClient, services: LaptopServices, engine: Engine, body: Any
) -> None:
    person = customer("ana")
    services.storage.events.put(event("m1", "Product Added", "tea"))
    services.update_profiles.recompute(person)
    table = services.settings.customers_table
    key: Any = {"pk": {"S": person.key}, "sk": {"S": "profile"}}
    row = engine.dynamodb.get_item(TableName=table, Key=key)["Item"]
    engine.dynamodb.put_item(TableName=table, Item={**row, "body": body})
    assert secret.get("/v1/recommendations?placement=home&user_id=ana").status_code == 200
    drain(services, engine)
    assert services.storage.profiles.get(person)[0].interactions
