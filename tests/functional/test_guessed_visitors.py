"""With a publishable key, a visitor whose id can be guessed is not known."""

from typing import Any

import pytest

from functions.domain.person import visitor
from local.services import LaptopServices
from tests.app_client import TestClient

pytestmark = pytest.mark.usefixtures("learned")

ORDER = "100045"
RANDOM = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
GUESSED = [
    ORDER,
    "1",
    "undefined",
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-4000-8000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
    "0b6c0d3e-4a2f-1a55-9f43-0f3b6a6a0001",  # made of a time and a machine (version 1)
    "0b6c0d3e-4a2f-4a55-1f43-0f3b6a6a0001",  # of no variant of RFC 9562
    "{0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001}",
    "0b6c0d3e4a2f4a559f430f3b6a6a0001",
    f"{RANDOM}x",
]
PERSONAL = {"because_you_viewed", "buy_again", "recommended_for_you", "bought_together"}


def buys(secret: TestClient, anonymous_id: str) -> None:
    """At a till, without a name."""
    for number, event in enumerate(("Order Completed", "Product Viewed", "Product Added")):
        body = {
            "event": event,
            "anonymousId": anonymous_id,
            "messageId": f"{anonymous_id}-{number}",
            "properties": {"order_id": ORDER, "products": [{"sku": "teapot"}], "sku": "grinder"},
        }
        assert secret.post("/v1/track", json=body).status_code == 200


def shown(answer: Any) -> list[tuple[str, str, str | None]]:
    assert answer.status_code == 200, answer.text
    lists = answer.json().get("recommendations", [answer.json()])
    return [
        (i["item_id"], i["reason"], i["because_item_id"]) for each in lists for i in each["items"]
    ]


@pytest.mark.parametrize("anonymous_id", GUESSED)
def test_a_guessed_visitor_reads_nothing_that_a_person_bought(
    publishable: TestClient, secret: TestClient, services: LaptopServices, anonymous_id: str
) -> None:
    buys(secret, anonymous_id)
    services.update_profiles.recompute(visitor(anonymous_id))
    places = ("home", "cart", "post_purchase", "email")
    for place in places:
        query: dict[str, Any] = {"placement": place, "n": 5}
        popular = shown(publishable.get("/v1/recommendations", params=query))
        theirs = publishable.get(
            "/v1/recommendations", params={**query, "anonymous_id": anonymous_id}
        )
        assert shown(theirs) == popular
        assert not {reason for _, reason, _ in popular} & PERSONAL
    page = {"anonymous_id": anonymous_id, "placements": [{"placement": p, "n": 2} for p in places]}
    plain = publishable.post("/v1/recommendations/page", json={"placements": page["placements"]})
    assert shown(publishable.post("/v1/recommendations/page", json=page)) == shown(plain)
    cart = publishable.get(f"/v1/visitors/{anonymous_id}/cart")
    assert cart.status_code in {403, 422}


def test_the_shop_reads_it_and_so_does_a_random_id(
    publishable: TestClient, secret: TestClient
) -> None:
    buys(secret, ORDER)
    buys(secret, RANDOM)
    for client, anonymous_id in ((secret, ORDER), (publishable, RANDOM)):
        query: dict[str, Any] = {"placement": "home", "n": 8, "anonymous_id": anonymous_id}
        found = shown(client.get("/v1/recommendations", params=query))
        assert {reason for _, reason, _ in found} & PERSONAL


def test_a_random_id_is_no_way_to_what_a_customer_did(
    publishable: TestClient, secret: TestClient, services: LaptopServices
) -> None:
    """The shop says whose device it is; the device's id alone reads nothing of that customer."""
    hers = {"userId": "ana", "event": "Product Viewed", "messageId": "v1"}
    secret.post("/v1/track", json={**hers, "properties": {"sku": "teapot"}})
    secret.post("/v1/identify", json={"userId": "ana", "anonymousId": RANDOM, "messageId": "i1"})
    services.update_profiles.recompute(visitor(RANDOM))
    query: dict[str, Any] = {"placement": "home", "n": 8, "anonymous_id": RANDOM}
    found = shown(publishable.get("/v1/recommendations", params=query))
    assert {because for _, _, because in found} == {None}
