"""A started checkout that names products is reminded of, whether or not a cart event ever came."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


@pytest.fixture
def checkouts(shop: Shop, clock: Clock) -> Shop:
    """The shop with reminders of checkouts, too."""
    shop.settings(kinds={"abandoned_checkout": {"on": True}})
    clock.advance(seconds=1)
    return shop


def reminded_of(shop: Shop, clock: Clock, *, hours: float = 1.1) -> list[tuple[str, list[str]]]:
    """Kind and items of what a tool leases after some hours."""
    clock.advance(hours=hours)
    shop.sweep()  # joins the agendas of names that became one
    shop.sweep()
    found = shop.lease()["nudges"]
    return [(each["kind"], [item["item_id"] for item in each["items"]]) for each in found]


def started(shop: Shop, *items: str, **more: Any) -> None:
    shop.track("Checkout Started", *items, **more)


def test_a_checkout_that_names_products_needs_no_cart_event(checkouts: Shop, clock: Clock) -> None:
    products = [{"product_id": "mug", "quantity": 3, "price": 7.5}, {"product_id": "cup"}]
    started(checkouts, properties={"products": products, "currency": "EUR"})
    clock.advance(hours=1.1)
    checkouts.sweep()
    (nudge,) = checkouts.lease()["nudges"]
    assert nudge["kind"] == "abandoned_checkout"
    assert {each["item_id"]: each["quantity"] for each in nudge["items"]} == {"mug": 3, "cup": 1}
    assert {each["item_id"]: each["quantity"] for each in nudge["content"]["items"]} == {
        "mug": 3,
        "cup": 1,
    }
    _, explained = [
        each
        for each in checkouts.api.get("/v1/customers/ana/nudges/explain").json()["kinds"]
        if each["kind"] == "abandoned_checkout"
    ]
    assert explained["step"] == 2
    assert "cart_empty" not in {each["guard"] for each in explained["refusals"]}


def test_a_checkout_leaves_the_cart_as_it_was(checkouts: Shop, clock: Clock) -> None:
    checkouts.track("Product Added", "mug")
    clock.advance(seconds=1)
    started(checkouts, "cup")  # bought at once, past the cart
    cart = checkouts.api.get("/v1/customers/ana/cart").json()
    assert [line["item_id"] for line in cart["items"]] == ["mug"]
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["cup"])]


@pytest.mark.parametrize(
    ("event", "item", "expected"),
    [
        ("Product Added", "pot", {"mug", "pot"}),
        ("Product Removed", "cup", {"mug"}),
        ("Cart Viewed", "pot", {"pot"}),
        ("Wishlist Product Added to Cart", "pot", {"mug", "pot"}),
    ],
)
def test_a_later_cart_event_rules(
    checkouts: Shop, clock: Clock, event: str, item: str, expected: set[str]
) -> None:
    checkouts.track("Product Added", "mug")
    clock.advance(seconds=1)
    started(checkouts, "mug", "cup")
    clock.advance(seconds=1)
    checkouts.track(event, item)
    ((kind, items),) = reminded_of(checkouts, clock)
    assert (kind, set(items)) == ("abandoned_checkout", expected)


def test_the_newest_checkout_that_names_products_rules(checkouts: Shop, clock: Clock) -> None:
    started(checkouts, "mug")
    clock.advance(seconds=1)
    started(checkouts, "cup")
    clock.advance(seconds=1)
    checkouts.track("Checkout Step Completed", properties={"step": 1})
    checkouts.track("Cart Viewed")  # it names nothing, and says nothing
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["cup"])]


def test_a_payment_step_names_products_too(checkouts: Shop, clock: Clock) -> None:
    checkouts.track("Payment Info Entered", "mug")
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["mug"])]


def test_a_checkout_without_products_and_without_a_cart_is_no_reminder(
    checkouts: Shop, clock: Clock
) -> None:
    started(checkouts)
    assert reminded_of(checkouts, clock) == []
    assert checkouts.decided()[-1] == ("abandoned_checkout", 1, "cancelled", "cart_empty")


@pytest.mark.parametrize("effect", ["Order Completed", "a store's order"])
def test_an_order_ends_it(checkouts: Shop, clock: Clock, effect: str) -> None:
    started(checkouts, "mug")
    clock.advance(seconds=300)
    more: dict[str, Any] = {"context": {"channel": "store"}} if effect != "Order Completed" else {}
    checkouts.track("Order Completed", "mug", properties={"order_id": "o1"}, **more)
    assert reminded_of(checkouts, clock) == []
    assert checkouts.decided()[-1] == ("abandoned_checkout", 1, "cancelled", "bought")


def test_a_cancelled_order_brings_no_checkout_back(checkouts: Shop, clock: Clock) -> None:
    checkouts.settings(rest_s=0)
    started(checkouts, "mug")
    clock.advance(seconds=300)
    checkouts.track("Order Completed", "mug", properties={"order_id": "o1"})
    clock.advance(seconds=300)
    checkouts.track("Order Cancelled", properties={"order_id": "o1"})
    started(checkouts)  # another one, of nothing
    assert reminded_of(checkouts, clock) == []


def test_an_order_that_failed_keeps_the_checkout(checkouts: Shop, clock: Clock) -> None:
    started(checkouts, "mug")
    clock.advance(seconds=300)
    failed = {"order_id": "o1", "status": "failed"}
    checkouts.track("Order Completed", "mug", properties=failed)
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["mug"])]


def test_an_earlier_order_that_is_reported_again_keeps_the_checkout(
    checkouts: Shop, clock: Clock
) -> None:
    checkouts.settings(rest_s=0)
    checkouts.track("Order Completed", "pot", properties={"order_id": "o1"})
    clock.advance(seconds=300)
    started(checkouts, "mug")
    clock.advance(seconds=300)
    checkouts.track("Order Completed", "pot", properties={"order_id": "o1"})
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["mug"])]


def test_an_event_that_comes_late_is_taken_in_its_order(checkouts: Shop, clock: Clock) -> None:
    clock.advance(seconds=600)
    early = checkouts.services.clock() - 300_000
    started(checkouts, "mug")
    checkouts.track("Product Added", "cup", timestamp=_iso(early))  # added before, received after
    ((_, items),) = reminded_of(checkouts, clock)
    assert items == ["mug"]


def test_a_checkout_of_one_device_is_reminded_of_on_all(checkouts: Shop, clock: Clock) -> None:
    device = "0b7f2f3e-6c1a-4f6e-9d54-1f8f5a2b9c11"
    started(checkouts, "mug", anonymousId=device)
    clock.advance(seconds=60)
    identify = {"userId": "ana", "anonymousId": device, "messageId": "i1"}
    checkouts.api.post("/v1/identify", json=identify).raise_for_status()
    ((kind, items),) = reminded_of(checkouts, clock)
    assert (kind, items) == ("abandoned_checkout", ["mug"])


def test_a_checkout_of_many_products_is_read_whole(checkouts: Shop, clock: Clock) -> None:
    """Its row of the log holds a part of them."""
    named = [f"item-{number:03}-{'x' * 60}" for number in range(28)]
    started(checkouts, *named)
    ((_, items),) = reminded_of(checkouts, clock)
    assert sorted(items) == named


def test_sold_out_products_of_a_checkout_are_no_reminder(checkouts: Shop, clock: Clock) -> None:
    started(checkouts, "mug")
    checkouts.api.put("/v1/items/mug/stock", json={"quantity": 0}).raise_for_status()
    assert reminded_of(checkouts, clock) == []
    assert checkouts.decided()[-1] == ("abandoned_checkout", 1, "cancelled", "sold_out")


def test_a_checkout_that_the_cart_has_left_is_gone_at_the_hand_over(
    checkouts: Shop, clock: Clock
) -> None:
    started(checkouts, "mug")
    clock.advance(hours=1.1)
    checkouts.sweep()
    checkouts.track("Product Removed", "mug")
    assert checkouts.lease()["nudges"] == []
    assert checkouts.decided()[-1][2:] == ("cancelled", "cart_empty")


def test_google_analytics_begin_checkout_is_a_checkout(checkouts: Shop, clock: Clock) -> None:
    checkouts.track("begin_checkout", properties={"products": None, "items": [{"item_id": "mug"}]})
    assert reminded_of(checkouts, clock) == [("abandoned_checkout", ["mug"])]


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()
