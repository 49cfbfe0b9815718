"""What a change of the catalogue means, and who has an item in mind."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.item import Item
from functions.domain.nudges.item_news.interests import MAX_ITEMS, Interest, changes
from functions.domain.nudges.restock.changes import low_stock, price_drop, transition
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import customer
from functions.domain.stock import StockLevel
from tests.unit.builders import NOON, event

SETTINGS = NudgeSettings()


def level(quantity: int, location: str = "online", *, backorder: bool = False) -> StockLevel:
    return StockLevel("tea", location, Decimal(quantity), NOON, version=NOON, backorder=backorder)


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (level(4), level(3), True),
        (level(40), level(1), True),
        (level(3), level(2), False),
        (level(4), level(0), False),
        (level(1), level(3), False),
        (None, level(2), False),
        (level(4), level(3, backorder=True), False),
        (level(4, "store-12"), level(3, "store-12"), False),
    ],
)
def test_an_item_runs_low_once_on_its_way_down(
    before: StockLevel | None, after: StockLevel, news: bool
) -> None:
    assert (low_stock(before, after, SETTINGS) is not None) is news


def item(price: float | None, currency: str | None = "EUR", **more: Any) -> Item:
    return Item("tea", "tea", price=price, currency=currency, version=NOON, **more)


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (item(19.90), item(17.91), True),
        (item(19.90), item(17.92), False),
        (item(10), item(0), True),
        (item(0), item(0), False),
        (item(None), item(5), False),
        (item(10), item(None), False),
        (item(10), item(5, "USD"), False),
        (item(10, None), item(5, None), True),
        (item(10), item(5, hidden=True), False),
        (item(10), item(5, deleted=True), False),
        (item(5), item(10), False),
        (None, item(5), False),
    ],
)
def test_a_price_drops_by_the_share_that_the_shop_sets(
    before: Item | None, after: Item, news: bool
) -> None:
    found = price_drop(before, after, SETTINGS)
    assert (found is not None) is news
    assert found is None or (before is not None and found.price_before == before.price)


def test_a_return_is_the_write_that_brought_the_item_into_stock() -> None:
    back = StockLevel("tea", "online", Decimal(3), NOON, version=NOON, restocked_at=NOON)
    assert transition(back) is not None
    assert transition(level(2)) is None


NAMES = ["Product Added", "Product Removed", "Order Completed", "Product Added to Wishlist",
         "Product Removed from Wishlist", "Product Viewed"]  # fmt: skip
EVENTS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 50)), max_size=12)


def made(number: int, name: str, minute: int) -> Event:
    return event(f"m{number}", name, "tea", at=NOON + minute * 60_000)


@given(EVENTS, st.randoms(use_true_random=False))
def test_interests_are_the_same_in_any_order_of_arrival(
    story: list[tuple[str, int]], shuffled: random.Random
) -> None:
    events = [made(n, *each) for n, each in enumerate(story)]
    expected = changes(events)
    shuffled.shuffle(events)
    assert changes(events) == expected
    assert len(expected) <= 1


def test_history_and_tests_are_no_interest_and_a_large_cart_is_bounded() -> None:
    assert changes([event("m1", "Product Added", "tea", backfill=True)]) == {}
    assert changes([event("m1", "Product Added", "tea", context={"test": True})]) == {}
    many = event("m1", "Cart Viewed", *(f"i{n}" for n in range(100)))
    found = changes([many])
    assert len(found) == MAX_ITEMS
    assert found[Interest("i0", customer("ana"), NOON)] == "gained"
