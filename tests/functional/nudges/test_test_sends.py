"""A test send goes to the allow-list through the channel's route, and counts for nothing."""

from typing import Any

import pytest

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

TEST = "/v1/nudges/test"
BODY = {"user_id": "eve", "kind": "abandoned_cart", "channel": "email"}


@pytest.fixture
def allowed(shop: Shop) -> Shop:
    """Eve is on the allow-list of a shop in the sandbox, without consent; the kind is off."""
    shop.api.put("/v1/customers/eve/contact", json={"email": "eve@example.com"}).raise_for_status()
    shop.settings(
        sandbox=True, allow_list=["eve@example.com"], kinds={"abandoned_cart": {"on": False}}
    )
    for item in ("mug", "tea"):
        put = {
            "title": item.title(),
            "price": 9,
            "currency": "EUR",
            "url": f"https://x.test/{item}",
        }
        shop.api.put(f"/v1/items/{item}", json=put).raise_for_status()
    return shop


def sends(shop: Shop, **more: Any) -> dict[str, Any]:
    answer = shop.api.post(TEST, json={**BODY, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_it_is_leased_like_the_others_and_counts_for_nothing(allowed: Shop, clock: Clock) -> None:
    allowed.track("Product Added", "mug", userId="eve")
    made = sends(allowed)
    assert made["test"] is True
    assert [item["item_id"] for item in made["items"]] == ["mug"]
    (leased,) = allowed.lease()["nudges"]
    assert (leased["nudge_id"], leased["test"], leased["to"]) == (
        made["nudge_id"],
        True,
        "eve@example.com",
    )
    assert leased["content"]["items"][0]["title"] == "Mug"
    allowed.outcome(made["nudge_id"], "sent")
    clock.advance(seconds=1)
    sends(allowed)
    assert len(allowed.lease()["nudges"]) == 1, "no cap holds it back"
    explained = allowed.api.get("/v1/customers/eve/nudges/explain").json()
    assert explained["rests_until"] is None


@pytest.mark.parametrize("kind", ["restock", "price_drop", "low_stock", "win_back"])
@pytest.mark.parametrize("channel", ["sms", "onsite"])
def test_each_kind_can_be_tried_with_made_up_items(
    allowed: Shop, clock: Clock, kind: str, channel: str
) -> None:
    allowed.settings(allow_list=["eve"])
    sends(allowed, kind=kind, channel=channel, made_up=True)
    clock.advance(seconds=1)
    assert allowed.sweep() == {}
    if channel == "onsite":
        found = allowed.api.get("/v1/customers/eve/nudges").json()["nudges"]
    else:
        found = allowed.lease(channel)["nudges"]
    assert [each["kind"] for each in found] == [kind]
    allowed.outcome(found[0]["nudge_id"], "shown" if channel == "onsite" else "sent")


def test_no_other_person_is_sent_one(allowed: Shop) -> None:
    refused = allowed.api.post(TEST, json={**BODY, "user_id": "ana"})
    assert refused.status_code == 422
    assert "allow" in refused.text
    sends(allowed)
    allowed.settings(allow_list=[])
    assert allowed.lease()["nudges"] == [], "the list is read again at the hand-over"
    allowed.settings(allow_list=["eve"])
    suppress = {"channel": "email", "addresses": ["eve@example.com"], "reason": "stop"}
    allowed.api.post("/v1/suppressions", json=suppress).raise_for_status()
    assert allowed.api.post(TEST, json=BODY).status_code == 422


def test_a_pause_stops_it(allowed: Shop) -> None:
    sends(allowed)
    allowed.api.post("/v1/nudges/pause").raise_for_status()
    assert allowed.lease()["nudges"] == []
