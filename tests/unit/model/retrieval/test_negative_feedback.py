"""Even items are bought together, and odd ones (see `shop.checkerboard`)."""

from dataclasses import replace

import pytest

from model.arrays.artifact import Artifact
from model.retrieval.negative_feedback import negative_feedback
from model.scoring import History, Interaction, Purchased, Query, ScoredItem, Scorer
from tests.unit.model.shop import DAY, NOW

HOME = Query("home", 9, NOW)
MINUTE = 60_000


def history(*seen: tuple[str, str, int], bought: tuple[Purchased, ...] = ()) -> History:
    """Interactions with their age in ms, newest first."""
    return History(tuple(Interaction(item, kind, NOW - age) for item, kind, age in seen), bought)


@pytest.fixture(scope="module")
def scorer(model: Artifact) -> Scorer:
    return Scorer(model, None)


def home(scorer: Scorer, past: History) -> list[ScoredItem]:
    return scorer.recommend(replace(HOME, history=past))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([("a", "remove", 1), ("a", "cart", 2)], ["a"]),
        ([("a", "return", 1), ("b", "view", 2)], ["a"]),
        ([("a", "cart", 1), ("a", "remove", 2)], []),
        ([("a", "purchase", 1), ("a", "return", 2)], []),
        ([("a", "remove", 15 * DAY)], []),
    ],
)
def test_the_newest_word_on_an_item_counts(
    seen: list[tuple[str, str, int]], expected: list[str]
) -> None:
    assert negative_feedback(history(*seen), NOW) == expected


def test_what_was_taken_out_of_the_cart_is_not_put_in_again(scorer: Scorer) -> None:
    carted = history(("i3", "cart", MINUTE))
    taken_out = history(("i3", "remove", 1), ("i3", "cart", MINUTE))
    assert {each.because_item_id for each in home(scorer, carted)} == {"i3"} | {None}
    found = home(scorer, taken_out)
    assert "i3" not in [each.item_id for each in found]
    assert "i3" not in {each.because_item_id for each in found}
    with_others = scorer.recommend(Query("product", 8, NOW, taken_out, item_id="i5"))
    assert "i3" not in [each.item_id for each in with_others]
    assert len(with_others) == 8


def test_what_came_back_is_not_offered_to_buy_again(scorer: Scorer) -> None:
    bought = (Purchased("i4", 9, NOW // DAY - 2), Purchased("i2", 1, NOW // DAY - 2))
    assert home(scorer, History(purchased=bought))[0].item_id == "i4"
    found = home(scorer, history(("i4", "return", DAY), bought=bought))
    assert found[0].item_id == "i2"
    assert "i4" not in [each.item_id for each in found]


def test_it_is_shown_before_the_list_stays_short(scorer: Scorer) -> None:
    past = history(("i4", "return", DAY))
    ranked = scorer.recommend(replace(HOME, n=10, history=past))
    assert (ranked[-1].item_id, len(ranked)) == ("i4", 10)
    left_out = replace(HOME, n=10, history=past, exclude=frozenset({"i4"}))
    assert "i4" not in [each.item_id for each in scorer.recommend(left_out)]
