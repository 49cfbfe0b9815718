from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.event import Event, EventItem
from functions.domain.order import Order
from functions.domain.order_details import OrderDetails
from functions.domain.orders import orders_in
from functions.domain.profile import extend, fold, interactions_of
from tests.unit.builders import DAY, MINUTE, NOON, event


def order_event(
    name: str, message_id: str, *lines: tuple[str, int, float], **more: object
) -> Event:
    """An event of the order o1: lines are (item, quantity, price)."""
    made = event(message_id, name, **{"order_id": "o1", **more})
    items = tuple(
        EventItem(item, quantity=Decimal(n), price=Decimal(str(price))) for item, n, price in lines
    )
    return Event(**{**{f: getattr(made, f) for f in Event.__dataclass_fields__}, "items": items})


def one(*events: Event) -> Order:
    (order,) = orders_in(events)
    return order


def left(order: Order) -> dict[str, Decimal]:
    return {line.item_id: line.quantity for line in order.lines if line.quantity}


BACK_END = order_event("Order Completed", "m1", ("milk", 2, 3.0), ("tea", 1, 4.0), channel="store")
BROWSER = order_event("Order Completed", "m2", ("gold", 9, 99.0), verified=False, at=NOON - MINUTE)


def test_the_shop_says_what_was_bought_and_the_browser_does_not() -> None:
    order = one(BROWSER, BACK_END)
    assert (left(order), order.total, order.verified) == ({"milk": 2, "tea": 1}, 10.0, True)
    assert (order.channel, order.at) == ("store", NOON)


def test_a_browsers_order_stays_a_browsers() -> None:
    assert not one(BROWSER).verified


def test_what_a_sender_says_was_paid_counts() -> None:
    details = OrderDetails("EUR", total=750)
    paid = order_event("Order Completed", "m1", ("milk", 1, 3.0), order_details=details)
    assert (one(paid).total, one(paid).currency) == (Decimal("7.50"), "EUR")
    unknown = order_event(
        "Order Completed", "m1", ("milk", 1, 3.0), order_details=OrderDetails("EUR")
    )
    assert one(unknown).total == 3


def test_a_refund_of_an_amount_takes_back_that_amount_once() -> None:
    paid = order_event(
        "Order Completed", "m1", ("milk", 1, 3.0), order_details=OrderDetails("EUR", 10000)
    )
    five = OrderDetails("EUR", total=500, refund_id="r1")
    refund = order_event("Order Refunded", "m2", at=NOON + DAY, order_details=five)
    again = replace(refund, message_id="m3")
    order = one(paid, refund, again)
    assert (order.total, order.status, left(order)) == (95, "partly_refunded", {"milk": 1})
    assert [(r.refund_id, r.amount) for r in order.refunds] == [("r1", 500)]
    rest = replace(refund, message_id="m4", order_details=OrderDetails("EUR", 9500))
    assert (one(paid, refund, rest).status, one(paid, refund, rest).total) == ("refunded", 0)


def test_a_refund_finds_the_line_by_the_products_other_name() -> None:
    bought = replace(BACK_END, items=(EventItem("sku-1", "p1", Decimal(2), Decimal(3)),))
    back = order_event("Order Refunded", "m2", ("p1", 1, 3.0), at=NOON + DAY)
    assert (left(one(bought, back)), one(bought, back).total) == ({"sku-1": 1}, 3)


def test_an_order_reported_again_with_the_cart_of_today_changes_nothing() -> None:
    again = order_event("Order Completed", "m7", ("gold", 9, 99.0), at=NOON + 5 * DAY)
    assert (left(one(BACK_END, again)), one(BACK_END, again).at) == (left(one(BACK_END)), NOON)


def test_an_update_replaces_what_it_names() -> None:
    smaller = order_event("Order Updated", "m3", ("milk", 1, 3.0), at=NOON + MINUTE)
    assert (left(one(BACK_END, smaller)), one(BACK_END, smaller).total) == ({"milk": 1}, 3.0)
    shipped = order_event("Order Updated", "m3", at=NOON + MINUTE, properties={"status": "shipped"})
    assert (left(one(BACK_END, shipped)), one(BACK_END, shipped).total) == (
        {"milk": 2, "tea": 1},
        10.0,
    )


def test_a_refund_takes_back_products_or_the_whole() -> None:
    part = order_event("Order Refunded", "m3", ("milk", 1, 3.0), at=NOON + DAY)
    order = one(BACK_END, part)
    assert (order.status, left(order), order.total) == ("partly_refunded", {"milk": 1, "tea": 1}, 7)
    rest = order_event("Order Refunded", "m4", ("milk", 1, 3.0), ("tea", 5, 4.0), at=NOON + DAY)
    assert (one(BACK_END, part, rest).status, one(BACK_END, part, rest).total) == ("refunded", 0)
    whole = order_event("Order Refunded", "m5", at=NOON + DAY)
    assert (one(BACK_END, whole).status, left(one(BACK_END, whole))) == ("refunded", {})


def test_a_cancelled_order_leaves_nothing_whatever_it_names() -> None:
    cancelled = order_event("Order Cancelled", "m3", ("milk", 1, 3.0), at=NOON + DAY)
    assert (one(BACK_END, cancelled).status, one(BACK_END, cancelled).total) == ("cancelled", 0)


def test_a_browser_takes_nothing_back() -> None:
    forged = [order_event(f"Order {what}", f"m{what}", verified=False, at=NOON + DAY)
              for what in ("Refunded", "Cancelled", "Updated")]  # fmt: skip
    assert one(BACK_END, *forged).status == "completed"
    assert one(BACK_END, *forged).total == 10.0


def test_a_refund_in_another_currency_takes_nothing_off_the_total() -> None:
    paid = order_event("Order Completed", "m1", order_details=OrderDetails("EUR", total=5000))
    line = EventItem("milk", quantity=Decimal(2))
    back = order_event(
        "Order Refunded", "r1", ("milk", 1, 20.0), at=NOON + 1, order_details=OrderDetails("USD")
    )
    order = one(replace(paid, items=(line,)), back)
    assert (left(order), order.total) == ({"milk": 1}, 50)


def test_a_refund_of_an_unknown_order_changes_nothing() -> None:
    assert orders_in([order_event("Order Refunded", "m3", ("milk", 1, 3.0))]) == []


def test_the_newest_order_stands_first() -> None:
    later = event("m9", "Order Completed", "jam", order_id="o2", at=NOON + DAY)
    assert [order.order_id for order in orders_in([BACK_END, later])] == ["o2", "o1"]


reports = st.lists(
    st.builds(
        order_event,
        st.sampled_from(["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"]),
        st.integers(0, 99).map(lambda n: f"m{n}"),
        st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.floats(0, 9)),
        order_id=st.sampled_from(["o1", "o2", None]),
        verified=st.booleans(),
        at=st.integers(NOON, NOON + 9),
    ),
    max_size=12,
    unique_by=lambda e: e.message_id,
)


@given(reports, st.randoms())
def test_order_and_repetition_do_not_matter(events: list[Event], random: object) -> None:
    shuffled = events + events[::2]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert orders_in(shuffled) == orders_in(events)


def test_a_profile_knows_an_order_once_over_devices_and_its_interactions_too() -> None:
    profile = fold([BROWSER, BACK_END])
    assert {p.item_id: p.count for p in profile.purchased} == {"milk": 1, "tea": 1}
    assert [i.item_id for i in profile.interactions] == [
        i.item_id for i in interactions_of(BACK_END)
    ]


def test_a_second_report_adds_nothing_to_what_is_folded() -> None:
    again = order_event("Order Completed", "m7", ("milk", 2, 3.0), at=NOON + MINUTE)
    profile = fold([BACK_END])
    extended = extend(profile, [again, BACK_END])
    assert extended.purchased == profile.purchased
    assert extended.interactions == profile.interactions
    update = order_event("Order Updated", "m8", ("jam", 1, 1.0), at=NOON + MINUTE)
    assert extend(profile, [update]).purchased == profile.purchased
