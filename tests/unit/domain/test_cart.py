from dataclasses import replace
from decimal import Decimal
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.cart import (
    MAX_AGE_MS,
    MAX_ID_BYTES,
    MAX_LINES,
    MAX_ORDERS,
    cart_of,
    folded,
    items_in_cart,
)
from functions.domain.event import Event, EventItem
from functions.domain.profile import fold
from tests.unit.builders import DAY, MINUTE, NOON, event

Step = tuple[str, str] | tuple[str, str, int]


def steps(*reported: Step) -> list[Event]:
    """One event a minute; without a quantity it is one of the item."""
    return [
        replace(
            event(f"m{n}", name, at=NOON + n * MINUTE),
            items=(EventItem(item, None, Decimal(*rest or (1,)), Decimal(2)),) if item else (),
            order_id=f"o{n}" if name.startswith("Order") else None,
        )
        for n, (name, item, *rest) in enumerate(reported)
    ]


def held(*reported: Step) -> dict[str, Decimal]:
    return {line.item_id: line.quantity for line in cart_of(steps(*reported)).lines}


def test_a_quantity_put_in_is_a_delta() -> None:
    assert held(("Product Added", "milk", 2), ("Product Added", "milk", 3)) == {"milk": 5}


def test_what_is_taken_out_is_taken_off_and_all_of_it_without_a_quantity() -> None:
    added = ("Product Added", "milk", 3)
    assert held(added, ("Product Removed", "milk", 2)) == {"milk": 1}
    assert held(added, ("Product Removed", "milk", 0)) == {}
    assert held(added, ("Product Removed", "milk", 9)) == {}
    assert held(("Product Removed", "milk", 1), added) == {"milk": 3}


def test_a_line_is_found_by_its_item_else_by_the_product_that_both_name() -> None:
    def named(message: str, name: str, *items: EventItem, at: int) -> Event:
        return replace(event(message, name, at=at), items=items)

    variant = EventItem("sku-1", "p1", Decimal("0.350"))
    other = EventItem("sku-2", "p1")
    added = named("m1", "Product Added", variant, other, at=NOON)
    by_sku = named("m2", "Product Removed", EventItem("sku-1", quantity=Decimal(0)), at=NOON + 1)
    assert [line.item_id for line in cart_of([added, by_sku]).lines] == ["sku-2"]
    by_product = named("m3", "Product Removed", EventItem("p1", quantity=Decimal(0)), at=NOON + 2)
    assert cart_of([added, by_sku, by_product]).lines == ()
    more = named("m4", "Product Added", EventItem("p9"), EventItem("sku-9", "p9"), at=NOON)
    assert [(li.item_id, li.quantity) for li in cart_of([more]).lines] == [("p9", 2)]


def test_what_is_moved_from_the_wishlist_is_in_the_cart() -> None:
    assert held(("Wishlist Product Added to Cart", "milk")) == {"milk": 1}


def test_the_cart_page_shows_all_that_is_in_it() -> None:
    seen = ("Cart Viewed", "tea", 2)
    assert held(("Product Added", "milk"), seen) == {"tea": 2}
    assert held(seen, ("Product Added", "tea")) == {"tea": 3}
    assert held(("Product Added", "milk"), ("Cart Viewed", "")) == {"milk": 1}


def test_an_order_empties_the_cart() -> None:
    assert held(("Product Added", "milk"), ("Order Completed", "tea")) == {}
    ordered = ("Order Completed", "milk")
    assert held(("Product Added", "milk"), ordered, ("Product Added", "jam")) == {"jam": 1}
    assert held(("Product Added", "milk"), ("Order Refunded", "milk")) == {"milk": 1}


def test_the_second_report_of_an_order_empties_no_new_cart() -> None:
    first, added, second = steps(
        ("Order Completed", "tea"), ("Product Added", "jam"), ("Order Completed", "tea")
    )
    reported = [first, added, replace(second, order_id=first.order_id)]
    assert [line.item_id for line in cart_of(reported).lines] == ["jam"]


def test_what_was_not_touched_for_ninety_days_is_no_cart_any_more() -> None:
    added, again, other = steps(
        ("Product Added", "a"), ("Product Added", "a"), ("Product Added", "b")
    )
    reported = [added, replace(again, at=NOON + 50 * DAY), other]
    later = NOON + MAX_AGE_MS + DAY
    assert [(li.item_id, li.quantity) for li in cart_of(reported, now=later).lines] == [("a", 2)]
    assert cart_of(reported, now=later + 50 * DAY).lines == ()


def test_of_an_event_stored_twice_the_one_received_first_counts() -> None:
    """A clock that seemed wrong in one of two tries; the stream has not deleted the second yet."""
    first = steps(("Product Added", "a"))[0]
    second = replace(first, at=NOON - DAY, received_at=NOON + DAY)
    assert cart_of([second, first]) == cart_of([first, second]) == cart_of([first])


def test_a_cart_has_bounds_and_leaves_out_what_was_touched_longest_ago() -> None:
    many = [("Product Added", f"i{n}") for n in range(MAX_LINES + 9)]
    lines = cart_of(steps(*many)).lines
    assert [line.item_id for line in lines] == [f"i{n}" for n in range(MAX_LINES + 8, 8, -1)]
    long = [("Product Added", f"{n:0250d}") for n in range(30)]
    assert len(cart_of(steps(*long)).lines) == MAX_ID_BYTES // 250
    orders = folded(steps(*[("Order Completed", "a")] * (MAX_ORDERS + 3))).orders
    assert orders == tuple(crc32(f"o{n}".encode()) for n in range(3, MAX_ORDERS + 3))


names = st.sampled_from(["Product Added", "Product Removed", "Order Completed", "Cart Viewed",
                         "Wishlist Product Added to Cart", "Product Viewed"])  # fmt: skip
reported_steps = st.lists(st.tuples(names, st.sampled_from("abc"), st.integers(1, 3)), max_size=15)


@given(reported_steps, st.randoms())
def test_order_and_repetition_do_not_matter(reported: list[Step], random: object) -> None:
    events = steps(*reported)
    shuffled = events + events[::2]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert cart_of(shuffled) == cart_of(events)


@given(reported_steps, st.integers(0, 15))
def test_a_fold_that_goes_on_is_the_fold_of_all(reported: list[Step], cut: int) -> None:
    events = steps(*reported)
    assert folded(events[cut:], folded(events[:cut])) == folded(events)


@given(st.lists(st.tuples(st.sampled_from(["Product Added", "Order Completed", "Product Viewed"]),
                          st.sampled_from("abc")), max_size=15))  # fmt: skip
def test_an_answers_guess_agrees_on_ordinary_traffic(reported: list[tuple[str, str]]) -> None:
    """Where one of an item is put in and taken out as a whole, as pages do."""
    events = steps(
        *reported, ("Product Added", "x"), ("Product Added", "y"), ("Product Removed", "x")
    )
    folded = tuple(line.item_id for line in cart_of(events).lines)
    assert items_in_cart(fold(events).interactions) == folded


def test_looking_at_an_item_again_takes_it_out_of_nothing() -> None:
    events = steps(("Product Added", "milk"), ("Product Viewed", "milk"))
    assert items_in_cart(fold(events).interactions) == ("milk",)
