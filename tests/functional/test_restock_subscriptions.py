"""Who may subscribe to an item, on behalf of which person, and in which place of the queue."""

from typing import Any

import pytest

from functions.domain.nudges.restock.subscription import MAX_SUBSCRIPTIONS, Subscription
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import customer, visitor
from functions.domain.visitor_token import sign
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from functions.storage.keys.restock_keys import ITEM_SHARDS
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.test_customers import record

LIFETIME_DAYS = NudgeSettings().restock_days
TEA = "/v1/items/tea/restock-subscriptions"
DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


@pytest.fixture(autouse=True)
def tea(secret: TestClient) -> None:
    assert secret.put("/v1/items/tea", json={"title": "Tea"}).status_code == 200
    stock(secret, 0)


def stock(secret: TestClient, quantity: int, **more: Any) -> None:
    body = {"quantity": quantity, **more}
    assert secret.put("/v1/items/tea/stock", json=body).status_code == 200


def ask(client: TestClient, path: str = TEA, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def waits(client: TestClient, path: str = "customers/ana", **headers: str) -> list[str]:
    answer = client.get(f"/v1/{path}/restock-subscriptions", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    return [each["item_id"] for each in answer.json()["subscriptions"]]


def queue(services: LaptopServices) -> list[str]:
    rows = services.storage.subscriptions
    pages = [rows.waiting("tea", shard, after="", limit=100)[0] for shard in ITEM_SHARDS]
    found = sorted((each for page in pages for each in page), key=lambda each: each.since)
    return [each.person.key for each in found]


def token_of(services: LaptopServices, user_id: str) -> str:
    secret = services.secrets.get(CURRENT)
    return sign(user_id, secret=secret, now_s=services.clock() // 1000)


def test_a_customer_waits_once_and_asking_again_keeps_the_place(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    first = ask(secret, user_id="ana", channels=["email"])
    clock.advance(days=1)
    ask(secret, user_id="bea")
    again = ask(secret, user_id="ana", channels=["push", "push"], location="store-12")
    assert again["subscription"] == {
        "item_id": "tea",
        "channels": ["push"],
        "location": "store-12",
        "since": first["subscription"]["since"],
        "expires_at": clock.now + LIFETIME_DAYS * 86_400_000,
        "implicit": False,
    }
    assert queue(services) == ["customer#ana", "customer#bea"]


def test_after_ninety_days_the_wish_is_over_and_a_new_one_stands_at_the_end(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    ask(secret, user_id="ana")
    clock.advance(days=LIFETIME_DAYS)
    assert waits(secret) == []
    made = ask(secret, user_id="ana")
    assert made["subscription"]["since"] == clock.now
    assert waits(secret) == ["tea"]


@pytest.mark.parametrize(
    ("location", "level", "state"),
    [
        (None, {"quantity": 1}, "in_stock"),
        (None, {"quantity": 1, "backorder": True}, "active"),
        (None, {"quantity": 1, "location": "store-12"}, "active"),
        ("store-12", {"quantity": 1, "location": "store-12"}, "in_stock"),
        ("store-9", {"quantity": 1, "location": "store-12"}, "active"),
        ("store-9", {"quantity": 1}, "in_stock"),
    ],
)
def test_sold_out_is_neither_online_nor_at_the_persons_location(
    secret: TestClient,
    services: LaptopServices,
    location: str | None,
    level: dict[str, Any],
    state: str,
) -> None:
    stock(secret, **level)
    assert ask(secret, user_id="ana", location=location)["state"] == state
    assert queue(services) == ([] if state == "in_stock" else ["customer#ana"])


def test_a_page_subscribes_its_own_visitor_for_the_site_only(
    publishable: TestClient, services: LaptopServices
) -> None:
    made = ask(publishable, anonymous_id=DEVICE, channels=["email", "sms"])
    assert made["subscription"]["channels"] == ["onsite"]
    assert waits(publishable, f"visitors/{DEVICE}") == ["tea"]
    assert publishable.delete(TEA, params={"anonymous_id": DEVICE}).status_code == 204
    assert waits(publishable, f"visitors/{DEVICE}") == []
    assert queue(services) == []


def test_a_page_acts_for_no_other_person(publishable: TestClient, services: LaptopServices) -> None:
    assert publishable.post(TEA, json={"user_id": "ana"}).status_code == 403
    assert publishable.post(TEA, json={"anonymous_id": "4711"}).status_code == 403
    bea = {HEADER: token_of(services, "bea")}
    assert publishable.post(TEA, json={"user_id": "ana"}, headers=bea).status_code == 403
    assert publishable.delete(TEA, params={"user_id": "ana"}, headers=bea).status_code == 403
    path = "/v1/customers/ana/restock-subscriptions"
    assert publishable.get(path, headers=bea).status_code == 403
    assert queue(services) == []


def test_a_shopper_acts_for_themselves(
    secret: TestClient, publishable: TestClient, services: LaptopServices
) -> None:
    own = {HEADER: token_of(services, "ana")}
    assert publishable.post(TEA, json={"user_id": "ana"}, headers=own).status_code == 200
    assert waits(publishable, **own) == waits(secret) == ["tea"]
    assert publishable.delete(TEA, params={"user_id": "ana"}, headers=own).status_code == 204
    assert waits(secret) == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (TEA, {}, 422),
        (TEA, {"user_id": "ana", "anonymous_id": DEVICE}, 422),
        (TEA, {"user_id": "ana", "channels": ["fax"]}, 422),
        (TEA, {"user_id": "ana", "mail": "ana@example.com"}, 422),
        ("/v1/items/unknown/restock-subscriptions", {"user_id": "ana"}, 404),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    secret: TestClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert secret.post(path, json=body).status_code == status


def test_a_person_may_wait_for_so_many_items_only(secret: TestClient) -> None:
    names = [f"i{n}" for n in range(MAX_SUBSCRIPTIONS + 1)]
    secret.put("/v1/items", json={"items": [{"item_id": name} for name in names]})
    for name in names[:-1]:
        ask(secret, f"/v1/items/{name}/restock-subscriptions", user_id="ana")
    path = f"/v1/items/{names[-1]}/restock-subscriptions"
    assert secret.post(path, json={"user_id": "ana"}).status_code == 422
    ask(secret, f"/v1/items/{names[0]}/restock-subscriptions", user_id="ana")


def test_a_join_loses_no_wish_and_counts_it_once(
    secret: TestClient, publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    ask(publishable, anonymous_id=DEVICE)
    ask(secret, user_id="old-ana")
    clock.advance(hours=1)
    record(secret, {"type": "identify", "messageId": "i1", "userId": "ana", "anonymousId": DEVICE})
    record(secret, {"type": "alias", "messageId": "a1", "userId": "ana", "previousId": "old-ana"})
    ask(secret, user_id="ana", channels=["email"])
    assert waits(secret) == ["tea"]
    assert set(queue(services)) == {visitor(DEVICE).key, customer("old-ana").key}
    assert secret.delete(TEA, params={"user_id": "ana"}).status_code == 204
    assert (waits(secret), queue(services)) == ([], [])


def test_an_erased_customer_waits_in_no_queue(
    secret: TestClient, publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    ask(publishable, anonymous_id=DEVICE)
    ask(secret, user_id="ana")
    ask(secret, user_id="bea")
    clock.advance(hours=1)
    record(secret, {"type": "identify", "messageId": "i1", "userId": "ana", "anonymousId": DEVICE})
    assert secret.delete("/v1/customers/ana").status_code == 204
    assert queue(services) == ["customer#bea"]
    assert (waits(secret), waits(publishable, f"visitors/{DEVICE}")) == ([], [])


def test_many_wishes_that_were_answered_hide_none_that_waits(
    secret: TestClient, services: LaptopServices
) -> None:
    """Rows of wishes that ended are kept, and stand before it by the names of their items."""
    rows, now = services.storage.subscriptions, services.clock()
    later = now + LIFETIME_DAYS * 86_400_000
    for n in range(160):
        ended = Subscription(f"a{n:03}", customer("ana"), now, later, state="notified")
        rows.put(ended, known=(None, 0))
    ask(secret, user_id="ana")
    assert waits(secret) == ["tea"]
    secret.delete(TEA, params={"user_id": "ana"}).raise_for_status()
    assert waits(secret) == []
