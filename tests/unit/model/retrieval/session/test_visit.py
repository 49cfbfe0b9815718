from model.query import Interaction
from model.retrieval.session.visit import visit

GAP = 100.0


def names(*seen: tuple[str, str, int]) -> list[str]:
    """Oldest first in and out, as one reads a visit."""
    interactions = [Interaction(*each) for each in reversed(seen)]
    return [each.item_id for each in reversed(visit(interactions, GAP))]


def test_a_long_silence_ends_a_visit() -> None:
    assert names(("a", "view", 0), ("b", "view", 101), ("c", "click", 201)) == ["b", "c"]


def test_looking_again_counts_again() -> None:
    assert names(("a", "view", 1), ("a", "view", 2), ("b", "view", 3)) == ["a", "a", "b"]


def test_a_click_its_view_and_its_cart_are_one_step() -> None:
    assert names(("a", "click", 1), ("a", "view", 2), ("a", "cart", 3), ("b", "view", 4)) == [
        "a",
        "b",
    ]


def test_what_was_bought_returned_or_taken_out_since_is_no_intent() -> None:
    for kind in ("purchase", "return", "remove"):
        assert names(("a", "cart", 1), ("b", "view", 2), ("a", kind, 3)) == ["b"]
        assert names(("a", kind, 1), ("a", "view", 2)) == ["a"]


def test_a_visit_without_views() -> None:
    assert names() == names(("a", "purchase", 1)) == []
