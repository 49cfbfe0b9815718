"""An item comes back: as many people are notified as there is stock for, each once."""

from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock, all_ask, back


def test_as_many_are_notified_as_there_is_stock_those_first_who_asked_first(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["ana", "bea"]
    assert restock.notified() == []


def test_each_is_notified_once_and_again_only_if_they_ask_again(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    assert back(restock, clock, 5) == ["ana"]
    assert back(restock, clock, 0) == []
    clock.advance(days=1)
    assert back(restock, clock, 5) == []
    back(restock, clock, 0)
    assert restock.asks("ana") == "active"
    clock.advance(days=1)
    assert back(restock, clock, 5) == ["ana"]


def test_stock_that_is_gone_before_the_hand_over_notifies_no_one_and_keeps_the_place(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana", "bea"))
    restock.stock(2)
    restock.run()
    restock.stock(0)
    assert restock.notified() == []
    assert restock.shop.decided("ana")[-1][2:] == ("cancelled", "sold_out")
    clock.advance(hours=1)
    assert back(restock, clock, 2) == ["ana", "bea"]


def test_a_backorder_is_no_return(restock: Restock, clock: Clock) -> None:
    all_ask(restock, clock, ("ana",))
    assert back(restock, clock, 5, backorder=True) == []
    assert back(restock, clock, 5) == ["ana"]


def test_a_store_concerns_those_who_named_it(restock: Restock, clock: Clock) -> None:
    restock.asks("ana")
    restock.asks("bea", location="store-12")
    assert back(restock, clock, 5, location="store-12") == ["bea"]
    assert back(restock, clock, 5) == ["ana"]


def test_who_ends_the_wish_or_bought_the_item_is_not_notified(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana", "bea", "cem"))
    restock.stock(3)
    restock.run()
    path = "/v1/items/tea/restock-subscriptions"
    restock.shop.api.delete(path, params={"user_id": "ana"}).raise_for_status()
    clock.advance(seconds=1)
    order = {"order_id": "o1", "products": [{"product_id": "tea"}]}
    restock.shop.track("Order Completed", userId="bea", properties=order)
    assert restock.notified() == ["cem"]
    assert restock.shop.decided("ana")[-1][2:] == ("cancelled", "not_subscribed")
    assert restock.shop.decided("bea")[-1][2:] == ("cancelled", "bought")


def test_channels_that_were_not_asked_for_are_not_used(restock: Restock, clock: Clock) -> None:
    restock.shop.consents("ana", "email", "push")
    restock.asks("ana", channels=["push"])
    assert back(restock, clock, 1) == []
    assert restock.notified("push") == ["ana"]


def test_a_leased_alert_is_not_called_back_because_its_subscription_ended(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    restock.stock(1)
    restock.run()
    (nudge,) = restock.shop.lease()["nudges"]
    restock.shop.track("Product Added", "mug")
    clock.advance(seconds=15)
    restock.shop.sweep()
    assert restock.shop.lease()["cancelled"] == []
    restock.stock(0)
    restock.shop.track("Order Completed", "mug")
    clock.advance(seconds=15)
    restock.shop.sweep()
    assert [each["nudge_id"] for each in restock.shop.lease()["cancelled"]] == [nudge["nudge_id"]]


def test_affinity_knows_what_was_viewed_a_moment_ago(restock: Restock, clock: Clock) -> None:
    """A few views wait until they are folded into the profile; they count before that."""
    restock.shop.settings(restock_order="affinity")
    all_ask(restock, clock)
    restock.shop.track("Product Viewed", "tea", userId="eve")
    assert back(restock, clock, 1) == ["eve"]
