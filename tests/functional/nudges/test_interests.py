"""Low stock and price drops reach those who have the item in a cart or on a wish list, once."""

import json

import pytest

from functions.domain.nudges.item_news.interests import Interest
from functions.domain.person import customer
from functions.redrive.redrive import Redrive
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock
from tests.functional.stores import drain, table_texts
from tests.functional.test_stream import records


@pytest.fixture
def shop(restock: Restock, clock: Clock) -> Restock:
    restock.shop.settings(kinds={"low_stock": {"on": True}, "price_drop": {"on": True}})
    restock.stock(10)
    restock.run()
    clock.advance(seconds=1)
    return restock


def price(shop: Restock, clock: Clock, value: float) -> None:
    clock.advance(seconds=1)
    body = {"title": "Tea", "price": value}
    shop.shop.api.put("/v1/items/tea", json=body).raise_for_status()
    shop.run()


def notified(shop: Restock, clock: Clock) -> list[tuple[str, str]]:
    clock.advance(seconds=1)
    nudges = shop.shop.lease()["nudges"]
    for each in nudges:
        shop.shop.outcome(each["nudge_id"], "sent")
    return sorted((each["user_id"], each["kind"]) for each in nudges)


def test_a_price_drop_reaches_carts_and_wish_lists_once(shop: Restock, clock: Clock) -> None:
    shop.shop.track("Product Added", "tea")
    shop.shop.track("Product Added to Wishlist", "tea", userId="bea")
    shop.shop.track("Product Viewed", "tea", userId="cem")
    price(shop, clock, 9.01)
    assert notified(shop, clock) == []
    price(shop, clock, 8)
    assert notified(shop, clock) == [("ana", "price_drop"), ("bea", "price_drop")]
    clock.advance(days=2)
    price(shop, clock, 6)
    assert notified(shop, clock) == [], "within a week of the last news of the item"
    clock.advance(days=8)
    price(shop, clock, 5)
    assert notified(shop, clock) == [("ana", "price_drop"), ("bea", "price_drop")]


def test_who_takes_the_item_after_the_news_is_not_notified(shop: Restock, clock: Clock) -> None:
    for each in ("ana", "bea"):
        shop.shop.track("Product Added", "tea", userId=each)
    price(shop, clock, 8)
    clock.advance(seconds=1)
    shop.shop.track("Cart Viewed", "tea", userId="bea")
    assert notified(shop, clock) == [("ana", "price_drop")]
    assert shop.shop.decided("bea")[-1][2:] == ("cancelled", "seen_since")


def test_who_took_the_item_before_the_news_were_read_is_not_notified(
    shop: Restock, clock: Clock
) -> None:
    shop.shop.track("Product Added to Wishlist", "tea")
    clock.advance(seconds=1)
    body = {"title": "Tea", "price": 8}
    shop.shop.api.put("/v1/items/tea", json=body).raise_for_status()
    clock.advance(seconds=1)
    shop.shop.track("Product Added", "tea")
    shop.run()
    assert notified(shop, clock) == []
    assert shop.shop.decided() == []


def test_a_price_that_rose_again_is_no_news(shop: Restock, clock: Clock) -> None:
    shop.shop.track("Product Added", "tea")
    price(shop, clock, 8)
    price(shop, clock, 10)
    assert notified(shop, clock) == []
    assert shop.shop.decided()[-1][2:] == ("cancelled", "price_rose")


def test_an_item_runs_low_for_those_who_still_want_it(shop: Restock, clock: Clock) -> None:
    for each in ("ana", "bea", "cem"):
        shop.shop.track("Product Added", "tea", userId=each)
    clock.advance(seconds=1)
    shop.shop.track("Product Removed", "tea", userId="bea")
    shop.stock(3)
    shop.run()
    shop.shop.track("Order Completed", "tea", userId="cem", properties={"order_id": "o1"})
    assert notified(shop, clock) == [("ana", "low_stock")]


def test_low_stock_that_filled_up_or_sold_out_is_no_news(shop: Restock, clock: Clock) -> None:
    shop.shop.track("Product Added", "tea")
    shop.stock(2)
    shop.run()
    shop.stock(50)
    assert notified(shop, clock) == []
    assert shop.shop.decided()[-1][2:] == ("cancelled", "stocked_up")
    clock.advance(days=8)
    shop.stock(2)
    shop.run()
    shop.stock(0)
    assert notified(shop, clock) == []
    assert shop.shop.decided()[-1][2:] == ("cancelled", "sold_out")


@pytest.mark.parametrize("after", ["Product Removed", "Order Completed"])
def test_an_event_redriven_after_a_later_one_takes_nothing_back(
    shop: Restock, clock: Clock, after: str
) -> None:
    shop.shop.track("Product Added", "tea")
    clock.advance(days=1)
    shop.shop.track(after, "tea", properties={"order_id": "o1"})
    redriven(shop, "Product Added")
    price(shop, clock, 8)
    assert shop.shop.decided() == []
    shop.shop.track("Product Added", "tea")
    redriven(shop, after)
    price(shop, clock, 6)
    assert notified(shop, clock) == [("ana", "price_drop")]


def redriven(shop: Restock, *names: str) -> None:
    """Let a failed batch with ana's events of these names be processed, and once more."""
    services = shop.shop.services
    known = services.storage.events.newest(customer("ana"), "c", 10)
    batch = records(*(event for event in known if event.name in names))
    for _ in range(2):
        services.blobs.write("aws/lambda/1", json.dumps({"payload": batch}).encode())
        assert Redrive(services)(for_s=60).done == 1


def test_while_no_kind_reads_them_no_rows_are_written(
    restock: Restock,
) -> None:
    restock.shop.track("Product Added", "tea")
    rows = restock.services.storage.interests
    assert rows.planned_at(Interest("tea", customer("ana"), 0), "low_stock") is None


def test_an_erasure_takes_a_person_out_of_every_items_rows(shop: Restock, clock: Clock) -> None:
    shop.shop.track("Product Added", "tea", userId="erased-7c1")
    clock.advance(seconds=1)
    assert any("interest#" in text for text in table_texts(shop.services, shop.shop.engine))
    shop.shop.api.delete("/v1/customers/erased-7c1").raise_for_status()
    drain(shop.services, shop.shop.engine)
    texts = list(table_texts(shop.services, shop.shop.engine))
    assert not [text for text in texts if "erased-7c1" in text]
