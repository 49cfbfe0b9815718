from dataclasses import replace

from functions.domain.event import Event
from functions.domain.wishlist import wishlist_items
from tests.unit.builders import MINUTE, NOON, event


def steps(*reported: tuple[str, str, str]) -> list[Event]:
    return [
        replace(
            event(f"m{n}", name, item, at=NOON + n * MINUTE),
            properties={"wishlist_name": on} if on else {},
        )
        for n, (name, item, on) in enumerate(reported)
    ]


def wished(*reported: tuple[str, str, str]) -> list[tuple[str, str]]:
    return [(wish.item_id, wish.list) for wish in wishlist_items(steps(*reported))]


ADDED, REMOVED = "Product Added to Wishlist", "Product Removed from Wishlist"


def test_what_was_put_aside_last_stands_first() -> None:
    assert wished((ADDED, "a", ""), (ADDED, "b", "")) == [("b", "wishlist"), ("a", "wishlist")]


def test_what_was_taken_out_or_moved_to_the_cart_is_gone() -> None:
    assert wished((ADDED, "a", ""), (REMOVED, "a", "")) == []
    assert wished((ADDED, "a", ""), ("Wishlist Product Added to Cart", "a", "")) == []


def test_saved_for_later_is_a_list_of_its_own() -> None:
    both = ((ADDED, "a", "later"), (ADDED, "a", ""))
    assert wished(*both) == [("a", "wishlist"), ("a", "later")]
    assert wished(*both, (REMOVED, "a", "later")) == [("a", "wishlist")]
    assert wished(*both, (REMOVED, "a", "")) == []


def test_order_and_repetition_do_not_matter() -> None:
    events = steps((ADDED, "a", ""), (REMOVED, "a", ""), (ADDED, "a", ""))
    assert wishlist_items([*reversed(events), *events]) == wishlist_items(events)
    assert wishlist_items(events)[0].added_at == NOON + 2 * MINUTE
