"""Why carts are left, by known stories."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.planning.abandonment import Act, LeftCart, Line, left_carts
from functions.domain.nudges.planning.checkout import device_of, sign_of, step_of
from tests.unit.builders import NOON, event

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
TEA = Line("tea", 2, 5.0, "drinks")


def act(minute: float, name: str, *lines: Line, **more: Any) -> Act:
    return Act(NOON + round(minute * MINUTE), name, "web", lines=lines, **more)


ADDED = act(0, "Product Added", TEA, currency="EUR")


def left(*acts: Act, now: int = NOON + 10 * DAY) -> list[LeftCart]:
    return list(left_carts(acts, now))


def step(minute: float, **more: Any) -> Act:
    return act(minute, "Checkout Step Viewed", step="shipping", **more)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((), ("cart", "just_browsing")),
        ((step(1),), ("shipping", "unknown")),
        ((step(1, sign="shipping_shown"),), ("shipping", "shipping_shown")),
        ((act(1, "Coupon Denied", sign="coupon_refused"),), ("cart", "coupon_refused")),
        (
            (step(1, sign="shipping_shown"), act(2, "Payment Failed", sign="payment_failed")),
            ("shipping", "payment_failed"),
        ),
        ((act(1, "Product Viewed", TEA, sign="out_of_stock"),), ("cart", "out_of_stock")),
        (
            (
                act(1, "Product Viewed", Line("mate", category="drinks")),
                act(2, "Product Viewed", Line("milk", category="drinks")),
            ),
            ("cart", "price_compared"),
        ),
        (
            (
                act(1, "Product Viewed", Line("mate", category="drinks")),
                act(2, "Product Viewed", Line("soap", category="bath")),
            ),
            ("cart", "just_browsing"),
        ),
    ],
)
def test_the_last_sign_before_the_silence_is_the_reason(
    acts: tuple[Act, ...], expected: tuple[str, str]
) -> None:
    (found,) = left(ADDED, *acts)
    assert (found.step, found.reason) == expected
    assert (found.value, found.currency, found.order_id) == (10.0, "EUR", None)


POT = Line("pot", 1, 30.0, "dishes")


@pytest.mark.parametrize(
    ("acts", "value"),
    [
        ((act(0, "Checkout Started", TEA, POT, step="checkout"),), 40.0),
        ((ADDED, act(1, "Checkout Started", POT, step="checkout")), 30.0),
        ((ADDED, act(1, "Checkout Started", step="checkout")), 10.0),
        ((ADDED, act(1, "Checkout Started", POT), act(2, "Product Added", TEA)), 20.0),
        ((act(0, "Checkout Started", POT), act(1, "Checkout Started", TEA)), 10.0),
    ],
)
def test_a_checkout_that_names_products_is_a_visit_worth_them(
    acts: tuple[Act, ...], value: float
) -> None:
    (found,) = left(*acts)
    assert found.value == value


def test_a_checkout_that_is_bought_at_once_was_not_left() -> None:
    bought = act(5, "Order Completed", POT, order_id="o1")
    assert left(act(0, "Checkout Started", POT), bought) == []


def test_a_checkout_without_products_alone_is_no_visit() -> None:
    assert left(act(0, "Checkout Started", step="checkout")) == []


def test_a_checkout_outlives_an_emptied_cart_only_if_it_is_later() -> None:
    emptied = act(1, "Product Removed", TEA)
    assert left(ADDED, act(0.5, "Checkout Started", TEA), emptied) == []
    (found,) = left(ADDED, emptied, act(2, "Checkout Started", POT))
    assert found.value == 30.0


def test_a_cart_that_is_bought_at_once_was_not_left() -> None:
    assert left(ADDED, act(5, "Order Completed", TEA, order_id="o1")) == []
    assert left(ADDED, now=NOON + HOUR - 1) == []


def test_who_comes_back_and_buys_returned_to_what_was_left() -> None:
    bought = act(24 * 60, "Order Completed", TEA, order_id="o1")
    (found,) = left(ADDED, step(1), act(23 * 60, "Product Viewed", TEA), bought)
    assert (found.order_id, found.step, found.at) == ("o1", "shipping", NOON + 23 * HOUR)


def test_a_cart_that_was_emptied_is_left_only_if_there_was_a_silence() -> None:
    assert left(ADDED, act(2, "Product Removed", TEA)) == []
    (found,) = left(ADDED, act(90, "Product Removed", TEA))
    assert (found.value, found.at) == (10.0, NOON)


def test_after_a_week_it_is_another_cart() -> None:
    again = replace(ADDED, at=NOON + 8 * DAY)
    assert [each.at for each in left(ADDED, again)] == [NOON, NOON + 8 * DAY]


NAMES = ["Product Added", "Product Removed", "Product Viewed", "Checkout Started",
         "Order Completed", "Cart Viewed"]  # fmt: skip
STORIES = st.lists(st.tuples(st.integers(1, 4_000), st.sampled_from(NAMES)), max_size=30)


@given(STORIES)
def test_no_cart_is_left_more_often_than_it_was_begun_or_before_an_hour(
    story: list[tuple[int, str]],
) -> None:
    minute, acts = 0, list[Act]()
    for wait, name in story:
        minute += wait
        acts.append(act(minute, name, TEA, order_id=f"o{minute}"))
    now = NOON + (minute + 61) * MINUTE
    found = left(*acts, now=now)
    begins = {"Product Added", "Cart Viewed", "Checkout Started"}
    begun = sum(1 for each in acts if each.name in begins)
    orders = [each.order_id for each in found if each.order_id]
    assert len(found) <= begun
    assert len(orders) == len(set(orders))
    assert all(each.at <= now - HOUR for each in found)


@pytest.mark.parametrize(
    ("name", "properties", "sign"),
    [
        ("Payment Failed", {}, "payment_failed"),
        ("payment_declined", {}, "payment_failed"),
        ("Order Updated", {"status": "failed"}, "payment_failed"),
        ("Coupon Denied", {"reason": "expired"}, "coupon_refused"),
        ("Product Viewed", {"availability": "https://schema.org/OutOfStock"}, "out_of_stock"),
        ("Product Viewed", {"in_stock": False}, "out_of_stock"),
        ("Product Viewed", {"availability": "in stock"}, None),
        ("Checkout Step Viewed", {"step": 2, "shipping": 4.9}, "shipping_shown"),
        ("Checkout Step Viewed", {"step": 2, "shipping": 0}, None),
        ("Order Completed", {"shipping": 4.9}, None),
        ("Product Viewed", {"availability": {}, "status": []}, None),
    ],
)
def test_signs_of_trouble(name: str, properties: dict[str, Any], sign: str | None) -> None:
    assert sign_of(event("m1", name, properties=properties)) == sign


def test_a_step_has_the_shops_name_for_it() -> None:
    steps = [
        ("Checkout Started", {}, "checkout"),
        ("Checkout Step Viewed", {"step": 2}, "2"),
        ("Checkout Step Completed", {"step": 2, "step_name": " Delivery "}, "delivery"),
        ("Payment Info Entered", {}, "payment"),
        ("Checkout Step Viewed", {"step": {"a": 1}}, "checkout"),
        ("Product Added", {"step": 2}, None),
    ]
    for name, properties, expected in steps:
        assert step_of(event("m1", name, properties=properties)) == expected


@pytest.mark.parametrize(
    ("context", "device"),
    [
        ({}, "unknown"),
        ({"device": {"type": "ios"}}, "mobile"),
        ({"device": {"type": "android"}}, "mobile"),
        ({"userAgent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)"}, "mobile"),
        ({"userAgent": "Mozilla/5.0 (iPad; CPU OS 19_0)"}, "tablet"),
        ({"userAgent": "Mozilla/5.0 (Linux; Android 16; Tab)"}, "tablet"),
        ({"userAgent": "Mozilla/5.0 (X11; Linux x86_64)"}, "desktop"),
        ({"device": "phone", "userAgent": 7}, "unknown"),
    ],
)
def test_devices(context: dict[str, Any], device: str) -> None:
    assert device_of(context) == device
