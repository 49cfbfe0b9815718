from dataclasses import replace
from itertools import pairwise
from math import isfinite
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.kinds import KINDS
from model.scoring import PLACEMENTS, REASONS, History, Interaction, Purchased, Query, Scorer
from tests.unit.model.shop import DAY, NOW, catalog, learn, line, write_lake

HOME = Query("home", 5, NOW)
NAMES = [f"i{at}" for at in range(10)] + ["cat-only", "nobody knows", "variant-a", "variant-b"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """All ten items and more: two variants of one product, one never sold, one hidden."""
    rows = [
        CatalogueRow(f"i{at}", category="even" if at % 2 == 0 else "odd", price=float(at))
        for at in range(10)
    ]
    more = [
        CatalogueRow("variant-a", group_id="v", category="odd", price=50.0, created_at=2),
        CatalogueRow("variant-b", group_id="v", category="odd", price=5.0, created_at=1),
        CatalogueRow("cat-only", category="even", price=1.0, created_at=9),
        CatalogueRow("hidden", category="even", price=1.0, hidden=True),
    ]
    return build([*rows, *more], tmp_path_factory.mktemp("shelf"), "s1")


@pytest.fixture(scope="module")
def scorer(model: Artifact, shelf: Snapshot) -> Scorer:
    return Scorer(model, shelf)


def viewed(*items: str) -> History:
    return History(tuple(Interaction(item, "view", NOW - at) for at, item in enumerate(items)))


def ids(scorer: Scorer, query: Query) -> list[str]:
    return [each.item_id for each in scorer.recommend(query)]


items = st.sampled_from(NAMES)
histories = st.builds(
    History,
    st.lists(
        st.builds(
            Interaction,
            items,
            st.sampled_from([*KINDS, "no such kind"]),
            st.integers(0, NOW + DAY),
        ),
        max_size=12,
    ).map(tuple),
    st.lists(
        st.builds(
            Purchased,
            items,
            st.integers(1, 9),
            st.integers(0, NOW // DAY),
            st.just(0),
            st.just(0.0),
        ),
        max_size=8,
        unique_by=lambda each: each.item_id,
    ).map(tuple),
    st.lists(items, max_size=4).map(tuple),
)
queries = st.builds(
    Query,
    st.sampled_from(PLACEMENTS),
    st.integers(1, 20),
    st.just(NOW),
    histories,
    st.none() | items,
    st.none() | st.sampled_from(["even", "odd", "no such category"]),
    st.none() | st.sampled_from(["web", "moon"]),
    st.none() | st.sampled_from([0.0, 5.0, 60.0]),
    st.frozensets(items, max_size=5),
)


@settings(max_examples=60)
@given(query=queries)
def test_whatever_is_asked_the_list_keeps_its_promises(
    scorer: Scorer, shelf: Snapshot, query: Query
) -> None:
    ranked = scorer.recommend(query)
    rows = {row.item_id: row for row in shelf.rows()}

    shut_out = {query.item_id} if query.placement == "product" else set()
    shut_out |= set(query.history.cart) if query.placement == "cart" else set()
    shut_out |= set(query.history.last_order()) if query.placement == "post_purchase" else set()
    taken = {rows[item].group for item in shut_out if item in rows}
    passes = {
        row.group
        for row in rows.values()
        if not row.hidden
        and row.group not in taken
        and row.item_id not in query.exclude
        and (query.category is None or row.category == query.category)
        and (query.max_price is None or (row.price or 0.0) <= query.max_price)
    }
    groups = [rows[each.item_id].group for each in ranked]
    assert len(set(groups)) == len(groups) == min(query.n, len(passes))
    assert set(groups) <= passes
    assert not {each.item_id for each in ranked} & query.exclude
    assert all(isfinite(each.score) and each.score > 0 for each in ranked)
    assert all(left.score > right.score for left, right in pairwise(ranked))
    assert all(each.reason in REASONS for each in ranked)


@settings(max_examples=40)
@given(query=queries)
def test_without_a_catalogue_the_model_answers(model: Artifact, query: Query) -> None:
    ranked = Scorer(model, None).recommend(replace(query, category=None))

    names = {each.item_id for each in ranked}
    assert len(names) == len(ranked)
    assert not names & query.exclude
    assert names <= set(NAMES[:10])


@settings(max_examples=30)
@given(one=queries, other=queries)
def test_what_was_asked_before_changes_no_list(
    model: Artifact, shelf: Snapshot, one: Query, other: Query
) -> None:
    asked = Scorer(model, shelf)
    for query in (
        one,
        replace(other, history=one.history),
        other,
        replace(one, exclude=frozenset()),
    ):
        assert asked.recommend(query) == Scorer(model, shelf).recommend(query)


def test_a_view_changes_the_next_answer_and_says_why(scorer: Scorer) -> None:
    before = scorer.recommend(HOME)
    after = scorer.recommend(replace(HOME, history=viewed("i3")))

    assert before != after
    first = after[0]
    assert (first.reason, first.because_item_id) == ("because_you_viewed", "i3")
    assert {each.item_id for each in after[:4]} == {"i1", "i5", "i7", "i9"}


def test_what_is_bought_often_comes_first(scorer: Scorer) -> None:
    today = NOW // DAY
    bought = (Purchased("i4", 9, today), Purchased("i2", 3, today), Purchased("i8", 1, today))
    ranked = scorer.recommend(replace(HOME, history=History(purchased=bought)))

    assert [each.item_id for each in ranked[:3]] == ["i4", "i2", "i8"]
    assert {each.reason for each in ranked[:3]} == {"buy_again"}


def test_a_product_page_shows_what_goes_with_it(scorer: Scorer) -> None:
    ranked = scorer.recommend(Query("product", 4, NOW, item_id="i0"))

    assert {each.item_id for each in ranked} == {"i2", "i4", "i6", "i8"}
    assert {each.because_item_id for each in ranked} == {"i0"}
    assert ranked[0].reason == "bought_together"


def test_a_cart_is_completed(scorer: Scorer) -> None:
    query = Query("cart", 3, NOW, History(cart=("i1", "i3")))

    assert set(ids(scorer, query)) == {"i5", "i7", "i9"}


def test_a_variant_never_stands_on_the_page_of_its_own_product(scorer: Scorer) -> None:
    found = ids(scorer, Query("product", 50, NOW, item_id="variant-a"))

    assert not {"variant-a", "variant-b"} & set(found)


def test_an_excluded_variant_leaves_its_sibling(scorer: Scorer) -> None:
    query = Query("home", 50, NOW, exclude=frozenset({"variant-a"}))

    assert "variant-b" in ids(scorer, query)


def test_the_chain_ends_with_the_newest(scorer: Scorer) -> None:
    ranked = scorer.recommend(replace(HOME, n=50))

    assert [each.reason for each in ranked] == ["popular"] * 10 + ["new"] * 2
    assert [each.item_id for each in ranked[10:]] == ["cat-only", "variant-a"]


def test_a_catalogue_alone_shows_its_newest(shelf: Snapshot) -> None:
    found = Scorer(None, shelf).recommend(replace(HOME, n=2))

    assert [(each.item_id, each.reason) for each in found] == [
        ("cat-only", "new"),
        ("variant-a", "new"),
    ]


def test_nothing_to_show() -> None:
    assert Scorer(None, None).recommend(replace(HOME, history=viewed("i1"))) == []


def test_an_empty_catalogue_does_not_block_the_model(model: Artifact, tmp_path: Path) -> None:
    assert len(Scorer(model, catalog(tmp_path)).recommend(HOME)) == 5


def test_only_what_is_on_sale_is_shown(model: Artifact, tmp_path: Path) -> None:
    snapshot = catalog(tmp_path, CatalogueRow("i1"), CatalogueRow("i2", hidden=True))

    assert ids(Scorer(model, snapshot), HOME) == ["i1"]


def test_the_catalogue_may_group_what_was_learned_apart(model: Artifact, tmp_path: Path) -> None:
    rows = [CatalogueRow("i1", group_id="g"), CatalogueRow("i3", group_id="g"), CatalogueRow("i5")]
    query = replace(HOME, history=viewed("i7"))

    assert set(ids(Scorer(model, catalog(tmp_path, *rows)), query)) == {"i3", "i5"}


def test_no_such_placement(model: Artifact) -> None:
    with pytest.raises(ValueError, match="no placement 'attic'"):
        Scorer(model, None).recommend(replace(HOME, placement="attic"))


def test_what_is_viewed_in_one_session_goes_together(tmp_path: Path) -> None:
    minute = 1 / 1440
    lines = [
        line(f"visitor#{who}", "view", item, day=1 - after * minute)
        for who in range(3)
        for item, after in (("a", 0), ("b", 20), ("z", 51))
    ]
    model = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out")
    ranked = Scorer(model, None).recommend(Query("product", 1, NOW, item_id="a"))

    assert [(each.item_id, each.reason) for each in ranked] == [("b", "viewed_together")]


def test_a_view_of_something_new_shows_its_category(scorer: Scorer) -> None:
    """`cat-only` was never sold, so nothing goes with it but its kind."""
    ranked = scorer.recommend(replace(HOME, history=viewed("cat-only")))

    assert {each.item_id for each in ranked} == {"i0", "i2", "i4", "i6", "i8"}
    assert {(each.reason, each.because_item_id) for each in ranked} == {
        ("because_you_viewed", "cat-only")
    }


def test_a_view_of_years_ago_is_no_intent(scorer: Scorer) -> None:
    old = History((Interaction("cat-only", "view", 0),))
    ranked = scorer.recommend(replace(HOME, history=old))

    assert {each.reason for each in ranked} == {"popular"}


def test_after_an_order_what_goes_with_it_and_none_of_it(model: Artifact, shelf: Snapshot) -> None:
    order = tuple(Interaction(item, "purchase", NOW - 1_000) for item in ("i1", "i3"))
    earlier = (Interaction("i2", "purchase", NOW - DAY),)
    query = Query("post_purchase", 3, NOW, history=History(interactions=order + earlier))

    found = Scorer(model, shelf).recommend(query)

    assert {each.item_id for each in found} == {"i5", "i7", "i9"}
    assert {each.reason for each in found} == {"bought_together"}
    assert {each.because_item_id for each in found} <= {"i1", "i3"}


@pytest.mark.parametrize("placement", ["cart", "post_purchase"])
def test_what_a_person_always_buys_follows_what_goes_with_an_order(
    scorer: Scorer, placement: str
) -> None:
    order = tuple(Interaction(item, "purchase", NOW - 1_000) for item in ("i1", "i3"))
    usual = (Purchased("i2", 9, NOW // DAY - 7),)
    history = History(interactions=order, purchased=usual, cart=("i1", "i3"))

    found = scorer.recommend(Query(placement, 4, NOW, history=history))

    assert {each.item_id for each in found[:3]} == {"i5", "i7", "i9"}
    assert (found[3].item_id, found[3].reason) == ("i2", "buy_again")


def test_what_a_last_order_was_when_only_the_profile_knows() -> None:
    bought = (Purchased("a", 1, 5), Purchased("b", 2, 7), Purchased("c", 1, 7))
    assert History(purchased=bought).last_order() == ("b", "c")
    assert History().last_order() == ()


def test_a_mail_shows_what_home_shows(model: Artifact, shelf: Snapshot) -> None:
    scorer, history = Scorer(model, shelf), viewed("i2")
    home, mail = (
        scorer.recommend(Query(name, 5, NOW, history=history)) for name in ("home", "email")
    )
    assert home == mail
