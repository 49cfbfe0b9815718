"""An abandoned cart, from the first event to the outcome of its nudge."""

import pytest

from functions.domain.person import customer
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey, caller
from tests.functional.nudges.conftest import Shop


def test_a_cart_left_for_an_hour_is_leased_once(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    assert shop.sweep() == {}
    clock.advance(hours=1, seconds=1)
    assert shop.sweep() == {"ready": 1}
    assert shop.sweep() == {}
    (nudge,) = shop.lease()["nudges"]
    assert (nudge["kind"], nudge["step"], nudge["user_id"]) == ("abandoned_cart", 1, "ana")
    assert [item["item_id"] for item in nudge["items"]] == ["mug"]
    assert nudge["valid_until"] == clock.now + 900_000
    assert shop.lease() == {"nudges": [], "cancelled": []}
    assert shop.outcome(nudge["nudge_id"], "sent")["state"] == "sent"


def test_an_order_on_any_channel_cancels_what_comes(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    shop.outcome(nudge["nudge_id"], "sent")
    shop.track("Order Completed", "mug", context={"channel": "store"})
    clock.advance(seconds=1)
    assert shop.sweep() == {"cancelled": 1}
    assert shop.decided() == [
        ("abandoned_cart", 1, "sent", "outcome sent"),
        ("abandoned_cart", 2, "cancelled", "bought"),
    ]
    clock.advance(days=2)
    assert shop.lease()["nudges"] == []


def test_a_purchase_between_the_decision_and_the_lease_is_seen(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    shop.track("Order Completed", "mug")
    assert shop.lease()["nudges"] == []
    assert shop.decided()[0][2:] == ("cancelled", "bought")


def test_a_leased_nudge_that_becomes_moot_is_called_back(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    shop.track("Order Completed", "mug")
    shop.sweep()
    assert shop.lease()["cancelled"] == [{"nudge_id": nudge["nudge_id"], "reason": "bought"}]
    clock.advance(seconds=901)
    shop.sweep()
    assert shop.lease()["cancelled"] == []


def test_an_emptied_cart_is_not_mailed(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    shop.track("Product Removed", "mug")
    clock.advance(hours=1, seconds=1)
    assert shop.sweep() == {"cancelled": 1}
    assert shop.decided() == [("abandoned_cart", 1, "cancelled", "cart_empty")]


def test_a_reminder_shows_the_cart_of_its_hand_over(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    assert shop.sweep() == {"ready": 1}
    shop.track("Product Added", "cup")
    shop.track("Product Removed", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    assert [each["item_id"] for each in nudge["items"]] == ["cup"]
    kept = shop.services.storage.nudges.newest(customer("ana"), limit=1)
    assert kept[0].items == ("cup",)


def test_a_lease_that_ends_without_an_outcome_is_unknown_and_never_leased_again(
    shop: Shop, clock: Clock
) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease(lease_s=60)["nudges"]
    clock.advance(seconds=61)
    assert shop.sweep() == {"unknown": 1}
    assert shop.lease()["nudges"] == []
    assert shop.outcome(nudge["nudge_id"], "not_sent")["state"] == "ready"
    clock.advance(seconds=1)
    assert [each["nudge_id"] for each in shop.lease()["nudges"]] == [nudge["nudge_id"]]


def test_an_outcome_may_come_from_another_key_of_the_shop_that_opens_nudges(
    shop: Shop, client: TestClient, issue_key: IssueKey, clock: Clock
) -> None:
    """The tool that leases and the one that learns of a bounce are often two, with a key each."""
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    path = f"/v1/nudges/{nudge['nudge_id']}/outcome"
    events_only = caller(client, issue_key("secret", frozenset({"events", "customers"})))
    refused = events_only.post(path, json={"outcome": "not_sent"})
    assert refused.status_code == 403
    assert shop.decided()[-1][2] == "leased"
    other = caller(client, issue_key("secret", frozenset({"nudges"})))
    assert other.post(path, json={"outcome": "sent"}).json()["state"] == "sent"


@pytest.mark.parametrize("channel", ["sms", "push", "whatsapp"])
def test_each_channel_wants_its_own_consent(shop: Shop, clock: Clock, channel: str) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    assert shop.lease(channel)["nudges"] == []
