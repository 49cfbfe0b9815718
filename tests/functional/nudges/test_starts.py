"""What starts a sequence and what does not, and what orders, dismissals and payments do to it."""

from typing import Any

import pytest

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


def test_a_channel_mails_no_cart_of_before_it_was_on(shop: Shop, clock: Clock) -> None:
    shop.settings(channels=["sms"])
    shop.track("Product Added", "mug")
    clock.advance(seconds=60)
    shop.settings(channels=["sms", "email"])
    clock.advance(hours=1)
    shop.sweep()
    assert shop.lease()["nudges"] == []
    for _ in range(8):
        clock.advance(days=1)
        shop.sweep()
    assert shop.lease()["nudges"] == []
    shop.track("Product Added", "cup")
    clock.advance(hours=1)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == 1


def test_what_came_before_a_kind_was_on_starts_nothing(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"on": False}})
    shop.track("Product Added", "mug")
    clock.advance(hours=2)
    shop.settings(kinds={"abandoned_cart": {"on": True}})
    shop.track("Product Added", "cup", timestamp="2025-01-01T12:30:00Z")
    assert shop.sweep() == {}
    clock.advance(hours=2)
    assert shop.sweep() == {}


@pytest.mark.parametrize(
    "more",
    [
        {"context": {"test": True}},
        {"context": {"userAgent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}},
        {"integrations": {"hilo": {"backfill": True}}},
    ],
)
def test_tests_crawlers_and_imports_start_nothing(shop: Shop, clock: Clock, more: Any) -> None:
    shop.track("Product Added", "mug", **more)
    clock.advance(hours=2)
    assert shop.sweep() == {}


def test_a_dismissal_ends_the_sequence_and_a_new_cart_after_the_rest_begins_one(
    due: Shop, clock: Clock
) -> None:
    (nudge,) = due.lease()["nudges"]
    due.outcome(nudge["nudge_id"], "dismissed")
    clock.advance(days=2)
    due.track("Product Added", "cup")
    clock.advance(days=1)
    assert due.sweep() == {}
    clock.advance(days=5)
    due.track("Product Added", "pot")
    clock.advance(hours=1)
    assert due.sweep() == {"ready": 1}


def test_a_payment_that_is_open_waits_and_a_failed_one_keeps_the_cart(
    due: Shop, clock: Clock
) -> None:
    pending = {"order_id": "o1", "status": "on-hold"}
    due.track("Order Completed", "mug", properties=pending)
    assert due.lease()["nudges"] == []
    assert due.decided()[0][2:] == ("ready", "payment_open")
    due.track("Order Completed", "mug", properties={"order_id": "o1", "status": "failed"})
    clock.advance(days=1)
    assert len(due.lease()["nudges"]) == 1


def test_a_cancelled_order_brings_no_cart_back(due: Shop, clock: Clock) -> None:
    due.track("Order Completed", "mug", properties={"order_id": "o1"})
    due.track("Order Cancelled", properties={"order_id": "o1"})
    due.sweep()
    clock.advance(days=8)
    assert due.sweep().get("ready", 0) == 0
    assert due.lease()["nudges"] == []
