"""Lines of one order that are sent one event each are one order, however the sender counts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.cart import cart_of
from functions.domain.event import Event
from functions.domain.order_details import OrderDetails
from functions.domain.order_reports import LINES_WITHIN_MS, repeated_reports
from functions.domain.profile import fold
from tests.unit.builders import DAY, MINUTE, NOON
from tests.unit.domain.test_orders import left, one, order_event

COMPLETED = "Order Completed"
MILK = order_event(COMPLETED, "m1", ("milk", 2, 3.0))
TEA = order_event(COMPLETED, "m2", ("tea", 1, 4.0), at=NOON + 1)
MUG = order_event(COMPLETED, "m3", ("mug", 1, 5.0), at=NOON + 2)
LINES = (MILK, TEA, MUG)


def stating(event: Event, total: int | None) -> Event:
    return replace(event, order_details=OrderDetails("EUR", total=total))


def test_each_event_adds_its_line() -> None:
    order = one(*LINES)
    assert left(order) == {"milk": 2, "tea": 1, "mug": 1}
    assert (order.total, order.at) == (15, NOON)
    assert order.message_ids == {"m1", "m2", "m3"}


@pytest.mark.parametrize(
    ("totals", "total"),
    [
        ((1500, 1500, 1500), 15),  # each names the whole
        ((600, 400, 500), 15),  # each names its own line
        ((660, 440, 550), Decimal("16.5")),  # with its tax
        ((1800, 1800, 1800), 18),  # the whole, with shipping
        ((1500, None, None), 15),
        ((None, None, None), 15),
    ],
)
def test_the_total_does_not_double(totals: tuple[int | None, ...], total: Decimal) -> None:
    events = [stating(event, each) for event, each in zip(LINES, totals, strict=True)]
    assert one(*events).total == total


def test_two_lines_that_cost_the_same_are_both_paid() -> None:
    four = order_event(COMPLETED, "m4", ("jam", 1, 4.0), at=NOON + 1)
    assert one(stating(TEA, 400), stating(four, 400)).total == 8


def test_a_gift_in_the_order_costs_nothing() -> None:
    gift = order_event(COMPLETED, "m4", ("gift", 1, 0.0))
    assert one(stating(gift, 400), stating(TEA, 400)).total == 4


OTHERS = {
    "days later": replace(TEA, at=NOON + DAY),
    "after its window": replace(TEA, at=NOON + LINES_WITHIN_MS + 1),
    "two lines": order_event(COMPLETED, "m2", ("tea", 1, 4.0), ("mug", 1, 5.0), at=NOON + 1),
    "the same line": order_event(COMPLETED, "m2", ("milk", 9, 9.0), at=NOON + 1),
    "the same product by another name": replace(
        TEA, items=(replace(TEA.items[0], item_id="milk-1l", group_id="milk"),)
    ),
    "by another channel": replace(TEA, channel="store"),
    "a browser's": replace(TEA, vouched_by="browser"),
    "a row without all of its lines": replace(TEA, kept="cut"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_reports_change_nothing(name: str) -> None:
    order = one(MILK, OTHERS[name])
    assert (left(order), order.total) == ({"milk": 2}, 6)
    assert repeated_reports([MILK, OTHERS[name]]) == {"m2"}


def test_a_report_of_several_lines_takes_no_more() -> None:
    whole = order_event(COMPLETED, "m0", ("milk", 2, 3.0), ("jam", 1, 1.0), at=NOON - 1)
    assert left(one(whole, TEA)) == {"milk": 2, "jam": 1}


def test_an_update_replaces_all_lines() -> None:
    update = order_event("Order Updated", "m9", ("tea", 2, 4.0), at=NOON + MINUTE)
    assert left(one(*LINES, update)) == {"tea": 2}


def test_a_refund_takes_back_one_of_the_lines() -> None:
    back = order_event("Order Refunded", "m9", ("tea", 1, 4.0), at=NOON + DAY)
    order = one(*LINES, back)
    assert (left(order), order.total) == ({"milk": 2, "mug": 1}, 11)
    assert order.status == "partly_refunded"


def test_a_profile_has_every_line_once() -> None:
    profile = fold([*LINES, replace(TEA, message_id="m2 again", at=NOON + MINUTE)])
    assert {each.item_id: each.count for each in profile.purchased} == {
        "milk": 1,
        "tea": 1,
        "mug": 1,
    }
    assert sorted(each.item_id for each in profile.interactions) == ["milk", "mug", "tea"]


def test_a_cart_is_empty_after_the_first_line_and_stays_so() -> None:
    added = order_event("Product Added", "a", ("milk", 2, 3.0), ("tea", 1, 4.0), at=NOON - 1)
    assert cart_of([added, *LINES]).lines == ()


@given(st.permutations([*LINES, replace(TEA, message_id="m5", at=NOON + 5)]))
def test_the_order_of_arrival_changes_nothing(events: list[Event]) -> None:
    assert replace(one(*events), message_ids=frozenset()) == replace(
        one(*LINES), message_ids=frozenset()
    )
