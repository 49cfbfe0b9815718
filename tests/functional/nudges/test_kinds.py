"""Kinds after a purchase, after browsing, and after a long silence."""

from typing import Any

import pytest

from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS, repurchase_gaps_json
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.stores import drain


def on(shop: Shop, kind: str, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"on": False}, kind: {"on": True}})
    clock.advance(seconds=1)


def states(shop: Shop) -> list[tuple[str, str, str]]:
    return [(kind, state, reason) for kind, _, state, reason in shop.decided()]


def order(shop: Shop, number: int, item: str, **more: Any) -> None:
    shop.track("Order Completed", item, properties={"order_id": f"o{number}"}, **more)


def test_an_interval_of_ten_days_is_reminded_of_on_the_tenth(shop: Shop, clock: Clock) -> None:
    on(shop, "replenishment", clock)
    for number in range(3):
        order(shop, number, "coffee")
        clock.advance(days=10 if number < 2 else 1)
        shop.sweep()
    assert ("replenishment", "ready", "decided") not in states(shop)
    clock.advance(days=7)
    assert shop.sweep() == {}
    clock.advance(days=2)
    assert shop.sweep() == {"ready": 1}
    (nudge,) = shop.lease()["nudges"]
    assert [item["item_id"] for item in nudge["items"]] == ["coffee"]


def test_one_order_is_enough_where_the_model_knows_how_soon_an_item_is_bought_again(
    shop: Shop, clock: Clock
) -> None:
    shop.services.blobs.write(REPURCHASE_GAPS, repurchase_gaps_json({"coffee": 10.0}))
    on(shop, "replenishment", clock)
    order(shop, 1, "coffee")
    clock.advance(days=9)
    assert shop.sweep() == {}
    clock.advance(days=2)
    assert shop.sweep() == {"ready": 1}
    (nudge,) = shop.lease()["nudges"]
    assert [item["item_id"] for item in nudge["items"]] == ["coffee"]


def test_thanks_come_once_an_order_and_never_for_one_taken_back(shop: Shop, clock: Clock) -> None:
    on(shop, "post_purchase", clock)
    order(shop, 1, "mug")
    order(shop, 1, "mug", context={"channel": "store"})
    order(shop, 2, "cup")
    order(shop, 3, "pot", context={"origin": "b2b"})
    shop.track("Order Cancelled", properties={"order_id": "o2"})
    clock.advance(days=3, seconds=1)
    shop.sweep()
    assert sorted(states(shop)) == [
        ("post_purchase", "cancelled", "order_taken_back"),
        ("post_purchase", "ready", "decided"),
    ]


def test_browsing_wants_two_views_of_one_item(shop: Shop, clock: Clock) -> None:
    on(shop, "abandoned_browse", clock)
    shop.track("Product Viewed", "mug")
    clock.advance(hours=4)
    assert shop.sweep() == {"cancelled": 1}
    clock.advance(hours=0.5)
    shop.track("Product Viewed", "cup")
    shop.track("Product Viewed", "cup")
    clock.advance(hours=4)
    assert shop.sweep() == {"ready": 1}
    (nudge,) = shop.lease()["nudges"]
    assert [item["item_id"] for item in nudge["items"]] == ["cup"]


def test_checkout_replaces_a_cart_and_a_cart_replaces_browsing(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_browse": {"on": True}, "abandoned_checkout": {"on": True}})
    clock.advance(seconds=1)
    shop.track("Product Viewed", "mug")
    shop.track("Product Added", "mug")
    shop.track("Checkout Started", "mug")
    shop.track("Product Added", "cup")
    clock.advance(hours=5)
    assert shop.sweep() == {"ready": 1}
    (nudge,) = shop.lease()["nudges"]
    assert (nudge["kind"], len(nudge["items"])) == ("abandoned_checkout", 2)


def test_who_comes_back_is_not_won_back(shop: Shop, clock: Clock) -> None:
    on(shop, "win_back", clock)
    shop.track("Product Viewed", "mug")
    clock.advance(days=50)
    shop.track("Product Viewed", "mug")
    clock.advance(days=15)
    assert shop.sweep() == {}
    clock.advance(days=45)
    assert shop.sweep() == {"ready": 1}


QUICK = {"on": True, "delays_s": [3]}


def looked_at(shop: Shop, clock: Clock, *, seconds: int = 40) -> list[str]:
    """The kinds that were decided within some seconds, each look a second after the other."""
    for _ in range(seconds):
        clock.advance(seconds=1)
        shop.sweep()
    return [kind for kind, state, _ in states(shop) if state == "ready"]


def test_a_delay_of_seconds_reminds_once(shop: Shop, clock: Clock) -> None:
    kinds = dict.fromkeys(("abandoned_browse", "abandoned_cart", "win_back"), QUICK)
    shop.settings(kinds=kinds, rest_s=0)
    clock.advance(seconds=1)
    shop.track("Product Viewed", "mug")
    clock.advance(seconds=1)
    shop.track("Product Viewed", "mug")
    assert sorted(looked_at(shop, clock)) == ["abandoned_browse", "win_back"]
    shop.track("Product Added", "mug")
    assert sorted(looked_at(shop, clock)) == ["abandoned_cart", "win_back", "win_back"]


def test_a_delay_of_seconds_answers_an_order_once(shop: Shop, clock: Clock) -> None:
    kinds = {"abandoned_cart": {"on": False}, "post_purchase": QUICK, "replenishment": QUICK}
    shop.settings(kinds=kinds)
    clock.advance(seconds=1)
    order(shop, 1, "coffee")
    assert looked_at(shop, clock) == ["post_purchase"]
    assert sorted(states(shop)) == [
        ("post_purchase", "ready", "decided"),
        ("replenishment", "cancelled", "no_interval"),
    ]


def test_what_an_app_sends_after_weeks_reminds_once(shop: Shop, clock: Clock) -> None:
    on(shop, "win_back", clock)
    clock.advance(days=70)
    then = "2025-01-10T12:00:00.000Z"
    shop.track("Product Viewed", "mug", timestamp=then, sentAt=None)
    assert looked_at(shop, clock) == ["win_back"]


def test_what_came_while_a_reminder_ended_is_planned(shop: Shop, clock: Clock) -> None:
    """A cart filled just before the decision that cancels the one before it, as it was bought."""
    shop.settings(kinds={"abandoned_cart": {"on": True}}, rest_s=0)
    clock.advance(seconds=1)
    shop.track("Product Added", "mug")
    clock.advance(seconds=3_000)
    order(shop, 1, "mug")
    clock.advance(seconds=1)
    shop.track("Product Added", "cup")
    assert shop.sweep() == {"cancelled": 1}
    clock.advance(hours=2)
    shop.sweep()
    clock.advance(hours=2)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    assert [item["item_id"] for item in nudge["items"]] == ["cup"]


def test_a_nightly_copy_of_the_shops_customers_wins_no_one_back(shop: Shop, clock: Clock) -> None:
    on(shop, "win_back", clock)
    body = {"type": "identify", "userId": "ana", "messageId": "i1", "traits": {"plan": "b"}}
    shop.api.post("/v1/identify", json=body).raise_for_status()
    drain(shop.services, shop.engine)
    clock.advance(days=61)
    assert shop.sweep() == {}


@pytest.mark.parametrize("delay", [3, 60 * 86_400])
def test_an_order_that_is_cancelled_at_once_is_one_silence(
    shop: Shop, clock: Clock, delay: int
) -> None:
    of_kind = {"on": True, "delays_s": [delay]}
    shop.settings(kinds={"abandoned_cart": {"on": False}, "win_back": of_kind})
    clock.advance(seconds=1)
    order(shop, 1, "mug")
    clock.advance(seconds=1)
    shop.track("Order Cancelled", properties={"order_id": "o1"})
    for _ in range(4):
        clock.advance(seconds=max(4, delay / 3 + 1))
        shop.sweep()
    clock.advance(seconds=60)
    shop.sweep()
    assert [kind for kind, _, _ in states(shop)] == ["win_back"]
