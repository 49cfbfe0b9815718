"""Stock as arrays, and the catalogue that changed since its snapshot."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build, rebuild
from model.catalogue.stock import StockRow
from model.scoring import History, Interaction, Query, Scorer

HOME = Query("home", 10, 0)
SHELF = [
    CatalogueRow("uncounted", created_at=9),
    CatalogueRow("online", brand="b", price=2.0, created_at=8),
    CatalogueRow("store", category="c", price=5.0, created_at=7),
    CatalogueRow("nowhere", created_at=6),
    CatalogueRow("hidden", hidden=True, created_at=5),
]
COUNTED = [
    StockRow("online", "web", True, 1),
    StockRow("online", "store-1", False, 1),
    StockRow("store", "store-1", True, 1),
    StockRow("nowhere", "web", False, 1),
    StockRow("hidden", "web", True, 1),
    StockRow("later", "web", False, 1),
]


@pytest.fixture
def shelf(tmp_path: Path) -> Snapshot:
    return build(SHELF, tmp_path / "s", "s1", stock=COUNTED)


def ids(snapshot: Snapshot, changes: Changes | None = None, **query: Any) -> list[str]:
    scorer = Scorer(None, snapshot)
    if changes is not None:
        scorer = scorer.overlaid(changes)
    return [each.item_id for each in scorer.recommend(replace(HOME, **query))]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["uncounted", "online", "store"]),
        ({"location": "web"}, ["uncounted", "online"]),
        ({"location": "store-1"}, ["uncounted", "store"]),
        ({"location": "unknown"}, ["uncounted"]),
        ({"in_stock": False}, ["uncounted", "online", "store", "nowhere"]),
        ({"brand": "b"}, ["online"]),
        ({"brand": "unknown"}, []),
        ({"category": "c"}, ["store"]),
        ({"min_price": 2.0}, ["online", "store"]),
        ({"min_price": 2.5}, ["store"]),
        ({"min_price": 2.0, "max_price": 4.0}, ["online"]),
        ({"exclude": frozenset({"online"})}, ["uncounted", "store"]),
    ],
)
def test_each_filter_lets_through_what_it_says(
    shelf: Snapshot, query: dict[str, Any], shown: list[str]
) -> None:
    assert ids(shelf, **query) == shown


def test_stock_changes_take_out_and_bring_back(shelf: Snapshot) -> None:
    sold = StockRow("online", "web", False, 2)
    back = StockRow("nowhere", "store-2", True, 2)
    first = StockRow("uncounted", "web", False, 2)
    changes = Changes(stock=(sold, back, first))
    assert ids(shelf, changes) == ["store", "nowhere"]
    assert ids(shelf, changes, location="store-2") == ["nowhere"]
    assert ids(shelf, changes, location="web") == []


def test_a_place_that_stays_keeps_an_item_on_sale(tmp_path: Path) -> None:
    stock = [StockRow("a", "s1", True), StockRow("a", "s2", True)]
    snapshot = build([CatalogueRow("a")], tmp_path / "s", "s1", stock=stock)
    one_left = Changes(stock=(StockRow("a", "s1", False, 1), StockRow("a", "s2", True, 1)))
    assert ids(snapshot, one_left) == ["a"]
    both_gone = Changes(stock=(StockRow("a", "s1", False, 1), StockRow("a", "s2", False, 1)))
    assert ids(snapshot, both_gone) == []


def test_put_hidden_and_deleted_items_are_seen_at_once(shelf: Snapshot) -> None:
    changes = Changes(
        items=(
            CatalogueRow("online", hidden=True, created_at=8),
            CatalogueRow("new", category="c", brand="fresh", created_at=99, attributes={"t": 1}),
            CatalogueRow("hidden", created_at=5),
            CatalogueRow("later", created_at=100),
        ),
        gone=("uncounted", "never there"),
    )
    assert ids(shelf, changes) == ["new", "store", "hidden"], "`later` was sold out before it came"
    assert ids(shelf, changes, category="c") == ["new", "store"]
    assert ids(shelf, changes, brand="fresh") == ["new"]
    back = replace(changes, stock=(StockRow("later", "web", True, 3),))
    assert ids(shelf, back)[0] == "later"
    groups = Scorer(None, shelf).overlaid(changes).groups
    assert groups.attributes(["new", "unknown"]) == [{"t": 1}, None]


def test_what_is_laid_over_leaves_the_snapshot_as_it_is(shelf: Snapshot) -> None:
    scorer = Scorer(None, shelf)
    before = scorer.recommend(HOME)
    scorer.overlaid(Changes(items=(CatalogueRow("online", hidden=True),), gone=("store",)))
    assert scorer.recommend(HOME) == before


def test_of_a_group_the_variant_that_is_there_or_that_was_viewed(tmp_path: Path) -> None:
    variants = [
        CatalogueRow(name, group_id="shoe", price=p) for name, p in (("s", 1), ("m", 2), ("l", 3))
    ]
    stock = [StockRow("s", "web", False), StockRow("m", "web", True), StockRow("l", "web", True)]
    snapshot = build(variants, tmp_path / "s", "s1", stock=stock)
    assert ids(snapshot) == ["m"]
    seen = History(interactions=(Interaction("s", "view", 9), Interaction("l", "view", 8)))
    assert ids(snapshot, history=seen) == ["l"], "the newest of those that can be had"
    assert ids(snapshot, history=seen, max_price=2.0) == ["m"]
    assert (
        ids(
            snapshot,
            Changes(stock=(StockRow("m", "web", False, 1), StockRow("l", "web", False, 1))),
        )
        == []
    )


ENTRIES = st.lists(
    st.builds(
        StockRow,
        item_id=st.sampled_from("abcd"),
        place=st.sampled_from(["p", "q", "ä"]),
        available=st.booleans(),
        version=st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(ENTRIES, ENTRIES)
def test_the_newest_of_each_place_is_kept_over_every_rebuild(
    tmp_path_factory: pytest.TempPathFactory, first: list[StockRow], then: list[StockRow]
) -> None:
    folder = tmp_path_factory.mktemp("s")
    earlier = build([CatalogueRow("a")], folder / "1", "s1", stock=first)
    later = rebuild(earlier, [], [], folder / "2", "s2", stock=then)

    expected: dict[tuple[str, str], StockRow] = {}
    for row in [*first, *then]:
        known = expected.get((row.item_id, row.place))
        if known is None or row.version >= known.version:
            expected[row.item_id, row.place] = row
    assert {(row.item_id, row.place): row for row in later.stock.rows()} == expected
    for (item_id, place), row in expected.items():
        (entry,) = later.stock.find([item_id], [place])
        assert later.stock.available[entry] == row.available
    assert later.stock.find(["a", "z"], ["nowhere", "p"]).tolist() == [-1, -1]


@settings(max_examples=30, deadline=None)
@given(ENTRIES, ENTRIES)
def test_laid_over_or_rebuilt_the_shelf_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, first: list[StockRow], then: list[StockRow]
) -> None:
    folder = tmp_path_factory.mktemp("s")
    snapshot = build([CatalogueRow(name) for name in "abe"], folder / "1", "s1", stock=first)
    newest = {(r.item_id, r.place): replace(r, version=9) for r in then}
    later = rebuild(snapshot, [], [], folder / "2", "s2", stock=newest.values())

    changes = Changes(stock=tuple(newest.values()))
    for location in (None, "p", "q", "ä"):
        assert ids(snapshot, changes, location=location) == ids(later, location=location)
