"""What a shopper's token proves, and what it does not: tried as an attacker would."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.domain.person import customer, visitor
from functions.domain.visitor_token import sign
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from functions.stream.lake_line import lake_line
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

OWN = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
OTHER = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0002"
Send = Callable[..., dict[str, Any]]


@pytest.fixture
def mallory(publishable: TestClient, services: LaptopServices) -> Send:
    """Sends calls with the publishable key and mallory's own valid token."""

    def send(kind: str, **body: Any) -> dict[str, Any]:
        secret, now_s = services.secrets.get(CURRENT), services.clock() // 1000
        token = sign("mallory", secret=secret, now_s=now_s)
        answer = publishable.post(
            f"/v1/{kind}", json={"userId": "mallory", **body}, headers={HEADER: token}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return send


@pytest.fixture
def shop(secret: TestClient) -> Send:
    def send(kind: str, **body: Any) -> dict[str, Any]:
        answer = secret.post(f"/v1/{kind}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return send


def product(item_id: str = "gold", **more: Any) -> dict[str, Any]:
    return {"products": [{"product_id": item_id, "quantity": 1, "price": 10}], **more}


def cart_of(client: TestClient, user_id: str) -> list[str]:
    items = client.get(f"/v1/customers/{user_id}/cart").json()["items"]
    return [item["item_id"] for item in items]


@pytest.fixture
def victim(shop: Send, clock: Clock) -> None:
    shop("identify", userId="victim", traits={"name": "Ana"}, messageId="v0")
    shop("track", userId="victim", event="Product Added", properties=product(), messageId="v1")
    clock.advance(seconds=5)


@pytest.mark.usefixtures("victim")
def test_an_alias_by_a_shopper_takes_nothing(
    mallory: Send, secret: TestClient, services: LaptopServices
) -> None:
    mallory("alias", previousId="victim")
    mallory("alias", previousId="not-there-yet")
    assert cart_of(secret, "mallory") == []
    assert cart_of(secret, "victim") == ["gold"]
    assert secret.get("/v1/customers/victim").json()["user_id"] == "victim"
    assert services.storage.identity.names("not-there-yet").user_id == "not-there-yet"
    assert secret.delete("/v1/customers/mallory").status_code == 204
    assert cart_of(secret, "victim") == ["gold"]


def test_an_alias_of_a_device_by_a_shopper_links_nothing(
    mallory: Send, services: LaptopServices
) -> None:
    mallory("alias", previousId=OWN)
    mallory("alias", previousId=OWN, anonymousId=OWN)
    assert services.storage.identity.owners_of(visitor(OWN)) == []


def test_a_shopper_takes_no_card_and_no_email(
    mallory: Send, shop: Send, secret: TestClient, services: LaptopServices
) -> None:
    card = {"externalIds": [{"type": "loyalty", "id": "4711"}]}
    order = {"order_id": "o1", **product()}
    shop("track", event="Order Completed", properties=order, context=card, messageId="o1")
    for kind in ("identify", "track", "page"):
        mallory(kind, event="x", context=card, messageId=f"m-{kind}")
    later = {"order_id": "o2", **product("silver")}
    shop("track", event="Order Completed", properties=later, context=card, messageId="o2")
    assert secret.get("/v1/customers/mallory/orders").json()["orders"] == []
    assert services.storage.identity.names("mallory").external_ids == []


@pytest.mark.parametrize(
    "context", [{"externalIds": "rubbish"}, {"externalIds": [{"type": "email"}]}]
)
def test_external_ids_of_a_shopper_are_not_even_read(
    mallory: Send, context: dict[str, Any]
) -> None:
    assert mallory("track", event="x", context=context)["accepted"] == 1


GUESSED = ["100045", "id:loyalty:4711", "victim", OWN.replace("-4a55-", "-1a55-"),
           "00000000-0000-0000-0000-000000000000"]  # fmt: skip


@pytest.mark.parametrize("name", GUESSED)
def test_a_shopper_links_no_name_that_could_be_guessed(
    mallory: Send, shop: Send, secret: TestClient, services: LaptopServices, name: str
) -> None:
    order = {"order_id": name, **product()}
    shop("track", event="Order Completed", properties=order, messageId="o1")
    mallory("identify", anonymousId=name)
    assert services.storage.identity.owners_of(visitor(name)) == []
    assert secret.get("/v1/customers/mallory/orders").json()["orders"] == []


def test_a_new_device_brings_its_past_and_an_owned_one_only_its_future(
    mallory: Send, shop: Send, secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    added = {"event": "Product Added", "properties": product("cup")}
    publishable.post("/v1/track", json={**added, "anonymousId": OWN, "messageId": "g1"})
    shop("identify", userId="victim", anonymousId=OTHER, messageId="i1")
    publishable.post("/v1/track", json={**added, "anonymousId": OTHER, "messageId": "g2"})
    clock.advance(seconds=60)
    mallory("identify", anonymousId=OWN, timestamp="1970-01-02T00:00:00Z")
    mallory("identify", anonymousId=OTHER, timestamp="1970-01-02T00:00:00Z")
    assert [
        line["quantity"] for line in secret.get("/v1/customers/mallory/cart").json()["items"]
    ] == [1]
    assert cart_of(secret, "victim") == ["cup"]
    clock.advance(seconds=60)
    later = {"event": "Product Added", "properties": product("mug"), "messageId": "g3"}
    publishable.post("/v1/track", json={**later, "anonymousId": OTHER})
    assert cart_of(secret, "mallory") == ["mug", "cup"]
    assert cart_of(secret, "victim") == ["cup"]


def test_an_order_by_a_shopper_is_no_fact_and_ends_their_own_cart(
    mallory: Send, secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    mallory("track", event="Product Added", properties=product(), messageId="m1")
    assert cart_of(secret, "mallory") == ["gold"]
    clock.advance(seconds=5)
    order = {"order_id": "o1", "total": 10**12, **product()}
    mallory("track", event="Order Completed", properties=order, messageId="m2")
    assert cart_of(secret, "mallory") == []
    page = secret.get("/v1/customers/mallory").json()
    assert page["orders"] == {"count": 0, "revenue": {}, "last": []}
    (event, *_) = services.storage.events.newest(customer("mallory"), "c", 1)
    line = lake_line(event)
    assert (line["kind"], line["verified"]) == ("cart", False)


@pytest.mark.parametrize("name", ["Order Cancelled", "Order Refunded", "Order Updated"])
def test_a_shopper_takes_back_no_order(
    mallory: Send, shop: Send, secret: TestClient, services: LaptopServices, name: str
) -> None:
    order = {"order_id": "o1", "total": 10, **product()}
    for user_id in ("victim", "mallory"):
        payload = {"event": "Order Completed", "properties": {**order, "order_id": f"o-{user_id}"}}
        shop("track", userId=user_id, messageId=user_id, **payload)
    for user_id in ("victim", "mallory"):
        taken = {"order_id": f"o-{user_id}", "total": 0}
        mallory("track", event=name, properties=taken, messageId=f"m-{user_id}")
    for user_id in ("victim", "mallory"):
        (kept,) = secret.get(f"/v1/customers/{user_id}/orders").json()["orders"]
        assert (kept["status"], kept["total"]) == ("completed", 10)
    for event in services.storage.events.newest(customer("mallory"), "c", 9):
        assert lake_line(event)["kind"] in {None, "purchase" if event.verified else None}


def test_a_shopper_sets_no_traits(mallory: Send, secret: TestClient) -> None:
    mallory("identify", anonymousId=OWN, traits={"email": "ceo@example.com"})
    assert secret.get("/v1/customers/mallory").json()["traits"] == {}


def test_a_shopper_may_turn_off_a_channel_and_no_other_persons(
    mallory: Send, shop: Send, secret: TestClient, clock: Clock
) -> None:
    for user_id in ("victim", "mallory"):
        path = f"/v1/customers/{user_id}/preferences"
        secret.put(path, json={"consent": {"email": True}}).raise_for_status()
    clock.advance(seconds=5)
    mallory("track", event="Unsubscribed", properties={"channel": "email"})
    consents = [
        secret.get(f"/v1/customers/{user_id}/preferences").json()["consent"]["email"]
        for user_id in ("victim", "mallory")
    ]
    assert consents == [True, False]
