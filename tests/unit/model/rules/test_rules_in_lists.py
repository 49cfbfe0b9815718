"""Rules over a model that knows ten items, the even ones bought by some, the odd by others."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build
from model.scoring import Query, Scorer
from tests.unit.model.rules.lists import BUYER, EVEN, HOME, ODD, ids, rule
from tests.unit.model.shop import NOW


class TestBlock:
    @pytest.mark.parametrize(
        ("payload", "gone"),
        [
            ({"item_ids": ("i1", "i2", "unknown")}, {"i1", "i2"}),
            ({"category": "odd"}, {*ODD, "tall"}),
            ({"category": "odd", "brand": "low"}, {"i1", "i3"}),
            ({"min_price": 8.0, "max_price": 9.0}, {"i8", "i9"}),
            ({"group_ids": ("v",)}, {"tall"}),
            ({"group_ids": ("v", "i1"), "max_price": 4.0}, {"i1"}),
        ],
    )
    def test_what_fits_every_condition_is_gone(
        self, scorer: Scorer, payload: dict[str, Any], gone: set[str]
    ) -> None:
        assert set(ids(scorer, HOME)) - set(ids(scorer, HOME, rule("block", **payload))) == gone

    def test_of_a_product_the_variant_that_is_left_is_shown(self, scorer: Scorer) -> None:
        found = ids(scorer, HOME, rule("block", item_ids=("tall",)))
        assert "short" in found
        assert "tall" not in found

    def test_sold_out_or_not(self, scorer: Scorer) -> None:
        query = replace(HOME, in_stock=False)
        assert "i1" not in ids(scorer, query, rule("block", item_ids=("i1",)))

    def test_what_is_put_later_is_blocked_too(self, scorer: Scorer) -> None:
        ruled = scorer.with_rules([rule("block", brand="banned")])
        fresh = Changes(items=(CatalogueRow("new", brand="banned"), CatalogueRow("fine")))
        found = {each.item_id for each in ruled.overlaid(fresh).recommend(HOME)}
        assert "fine" in found
        assert "new" not in found


class TestPin:
    def test_pins_stand_at_their_places_with_their_reason(self, scorer: Scorer) -> None:
        pin = rule("pin", item_ids=("i9", "short"), position=2)
        ranked = scorer.with_rules([pin]).recommend(replace(BUYER, n=4))
        assert [each.item_id for each in ranked[1:3]] == ["i9", "short"]
        assert [each.reason == "pinned" for each in ranked] == [False, True, True, False]
        assert ranked[0].item_id == "i4"
        assert all(left.score > right.score for left, right in pairwise(ranked))

    def test_only_what_may_be_shown_is_pinned(self, scorer: Scorer) -> None:
        pin = rule("pin", item_ids=("hidden", "i1", "i2", "unknown"))
        assert ids(scorer, replace(HOME, category="odd", n=1), pin) == ["i1"]
        query = replace(HOME, exclude=frozenset({"i1"}), category="odd")
        assert "i1" not in ids(scorer, query, pin)

    def test_a_list_ends_with_pins_that_lie_beyond_it(self, scorer: Scorer) -> None:
        pin = rule("pin", item_ids=("i0",), position=9)
        found = ids(scorer, replace(HOME, max_price=2.0), pin)
        assert (len(found), found[-1]) == (3, "i0")

    def test_a_place_outside_the_list_pins_nothing(self, scorer: Scorer) -> None:
        pin = rule("pin", item_ids=("i0",), position=3)
        ranked = scorer.with_rules([pin]).recommend(replace(HOME, max_price=2.0, n=2))
        assert len(ranked) == 2
        assert "pinned" not in {each.reason for each in ranked}

    def test_the_higher_priority_gets_the_place(self, scorer: Scorer) -> None:
        low = rule("pin", "a", item_ids=("i1", "i2"))
        high = rule("pin", "b", item_ids=("i3", "i2"), priority=1)
        assert ids(scorer, HOME, low, high)[:3] == ["i3", "i2", "i1"]

    def test_a_product_page_never_pins_itself(self, scorer: Scorer) -> None:
        pin = rule("pin", item_ids=("tall", "i1"))
        found = ids(scorer, Query("product", 3, NOW, item_id="short"), pin)
        assert found[0] == "i1"
        assert "tall" not in found


class TestBoostAndBury:
    def test_a_boost_lifts_by_its_factor(self, scorer: Scorer) -> None:
        """A cold list has only ranks: the k-th is worth 1 ÷ log2(k + 1) of the first."""
        plain = ids(scorer, HOME)
        slight = ids(scorer, HOME, rule("boost", item_ids=(plain[2],), factor=1.2))
        assert slight == plain, "1.2 · 0.5 is below the second's 0.63"
        some = ids(scorer, HOME, rule("boost", item_ids=(plain[2],), factor=1.5))
        assert some[:3] == [plain[0], plain[2], plain[1]], "1.5 · 0.5 is between 0.63 and 1"
        assert ids(scorer, HOME, rule("boost", item_ids=(plain[2],), factor=3.0))[0] == plain[2]

    def test_a_boost_keeps_the_order_of_the_person(self, scorer: Scorer) -> None:
        boost = rule("boost", category="odd", factor=2.0)
        assert ids(scorer, BUYER, boost)[0] == "i4", "bought nine times, against nothing"

    def test_a_burial_sends_down_or_to_the_end(self, scorer: Scorer) -> None:
        plain = ids(scorer, HOME)
        softer = ids(scorer, HOME, rule("bury", item_ids=(plain[0],), factor=0.6))
        assert softer[:2] == [plain[1], plain[0]]
        last = ids(scorer, BUYER, rule("bury", category="even"))
        assert set(last[-5:]) == set(EVEN)
        assert set(last) == set(plain), "still n items"

    def test_a_short_list_shows_nothing_of_what_comes_last(self, scorer: Scorer) -> None:
        found = ids(scorer, replace(BUYER, n=6), rule("bury", category="even"))
        assert set(found) == {*ODD, "tall"}

    def test_what_is_no_candidate_joins_when_it_is_boosted(
        self, model: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With a window of two, the tenth needs a boost to be in it."""
        monkeypatch.setattr("model.retrieval.scoring_context.WINDOW", 2)
        monkeypatch.setattr("model.retrieval.scoring_context.WINDOW_PER_PLACE", 0)
        scorer = Scorer(model, build([CatalogueRow(f"i{at}") for at in range(10)], tmp_path, "s"))
        plain = ids(scorer, HOME)
        assert ids(scorer, HOME, rule("boost", item_ids=(plain[9],), factor=2.0))[0] == plain[9]


class TestClashes:
    @pytest.mark.parametrize(
        ("stronger", "weaker"),
        [("block", "pin"), ("block", "boost"), ("pin", "bury"), ("bury", "boost")],
    )
    def test_the_stronger_action_holds_whatever_the_priority(
        self, scorer: Scorer, stronger: str, weaker: str
    ) -> None:
        strong = rule(stronger, "a", item_ids=("i6",))
        factor = 9.0 if weaker == "boost" else None
        weak = rule(weaker, "b", item_ids=("i6",), factor=factor, priority=9)
        assert ids(scorer, HOME, strong, weak) == ids(scorer, HOME, strong)
        assert ids(scorer, HOME, weak) != ids(scorer, HOME, strong)

    def test_of_two_of_one_action_the_higher_priority_then_the_first_name(
        self, scorer: Scorer
    ) -> None:
        best = ids(scorer, HOME)[0]
        soft = rule("bury", "z", item_ids=(best,), factor=0.99, priority=1)
        end = rule("bury", "a", item_ids=(best,))
        assert ids(scorer, HOME, soft, end)[0] == best
        assert ids(scorer, HOME, replace(soft, priority=0), end)[-1] == best

    def test_exclude_wins_over_everything(self, scorer: Scorer) -> None:
        rules = (
            rule("pin", "a", item_ids=("i6",)),
            rule("boost", "b", item_ids=("i6",), factor=99.0),
        )
        assert "i6" not in ids(scorer, replace(HOME, exclude=frozenset({"i6"})), *rules)


def test_without_a_catalogue_rules_know_items_and_categories(model: Artifact) -> None:
    scorer = Scorer(model, None)
    plain = ids(scorer, HOME)
    assert set(plain) - set(ids(scorer, HOME, rule("block", item_ids=("i1",)))) == {"i1"}
    assert ids(scorer, HOME, rule("block", brand="low")) == plain
    assert ids(scorer, HOME, rule("pin", item_ids=("i7", "unknown")))[0] == "i7"
    assert ids(scorer, HOME, rule("bury", item_ids=(plain[0],)))[-1] == plain[0]


def test_rules_that_do_not_hold_change_nothing(scorer: Scorer) -> None:
    in_another_place = rule("block", category="odd", placements=("cart",))
    assert ids(scorer, BUYER, in_another_place) == ids(scorer, BUYER)
    assert scorer.with_rules([in_another_place]).recommend(BUYER) == scorer.recommend(BUYER)
