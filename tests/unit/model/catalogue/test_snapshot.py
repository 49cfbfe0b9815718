from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build, rebuild
from tests.unit.model.shop import catalog

JSON = st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.integers(), st.text()))
ROWS = st.lists(
    st.builds(
        CatalogueRow,
        item_id=st.text(min_size=1, max_size=20),
        group_id=st.text(min_size=1, max_size=3),
        category=st.none() | st.text(max_size=3),
        brand=st.none() | st.text(max_size=3),
        price=st.none() | st.floats(0, 1e6, width=32),
        hidden=st.booleans(),
        created_at=st.integers(0, 2**53),
        attributes=JSON,
        version=st.integers(0, 2**53),
    ),
    unique_by=lambda row: row.item_id,
    max_size=8,
)


@settings(max_examples=25)
@given(ROWS)
def test_every_row_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[CatalogueRow]
) -> None:
    snapshot = build(rows, tmp_path_factory.mktemp("s"), "s1")

    assert list(snapshot.rows()) == rows
    assert len(snapshot) == len(rows)


def test_columns(tmp_path: Path) -> None:
    snapshot = catalog(
        tmp_path,
        CatalogueRow("a-red", group_id="a", category="shoes", price=9.5, attributes={"t": "Ä"}),
        CatalogueRow("a-blue", group_id="a", category="shoes", hidden=True),
        CatalogueRow("b", category="hats", created_at=5),
    )

    assert snapshot.group.tolist() == [0, 0, 1]
    assert snapshot.groups.find(["a", "b"]).tolist() == [0, 1]
    assert [snapshot.categories.get(code) for code in snapshot.category] == ["shoes"] * 2 + ["hats"]
    assert snapshot.listed.tolist() == [True, False, True]
    assert np.isnan(snapshot.price[1])
    assert snapshot.price.dtype == np.float32
    assert snapshot.attributes(np.array([0])) == [{"t": "Ä"}]


def test_rebuild_takes_changes_and_drops_what_is_deleted(tmp_path: Path) -> None:
    earlier = catalog(tmp_path, *(CatalogueRow(name, version=2) for name in "abc"))
    changed = [CatalogueRow("b", price=3.0, version=3), CatalogueRow("d", version=1)]

    later = rebuild(earlier, changed, ["c"], tmp_path / "later", "s2")

    assert [(row.item_id, row.price) for row in later.rows()] == [
        ("a", None),
        ("b", 3.0),
        ("d", None),
    ]
    assert later.version == "s2"


@settings(max_examples=60)
@given(ROWS, ROWS, st.lists(st.text(min_size=1, max_size=20), max_size=4), st.data())
def test_a_rebuilt_snapshot_is_the_one_that_its_rows_would_make(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[CatalogueRow],
    changed: list[CatalogueRow],
    unknown: list[str],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("s")
    known = [row.item_id for row in rows]
    again = data.draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    fresh = {row.item_id: row for row in changed}
    fresh |= {name: CatalogueRow(name, "g", "new", None, 1.0, version=2**60) for name in again}
    gone = [*unknown, *known[:1]]

    later = rebuild(build(rows, folder / "1", "s1"), fresh.values(), gone, folder / "2", "s2")

    wins = {r.item_id for r in rows if r.item_id in fresh and fresh[r.item_id].version < r.version}
    news = [r for name, r in fresh.items() if name not in wins and name not in gone]
    names = {row.item_id for row in news}
    stays = [r for r in rows if r.item_id not in names and r.item_id not in gone]
    assert list(later.rows()) == [*stays, *news]
    anew = build([*stays, *news], folder / "3", "s3")
    assert {later.groups.get(at) for at in range(len(later.groups))} == {
        anew.groups.get(at) for at in range(len(anew.groups))
    }
    assert len(later.categories) == len(anew.categories)


def test_a_change_older_than_what_stands_is_left_out(tmp_path: Path) -> None:
    earlier = catalog(tmp_path, CatalogueRow("a", price=2.0, version=5))

    later = rebuild(earlier, [CatalogueRow("a", price=1.0, version=4)], [], tmp_path / "l", "s2")

    assert later.row(0).price == 2.0


def test_an_empty_catalogue_can_be_opened(tmp_path: Path) -> None:
    assert len(catalog(tmp_path)) == 0
    assert list(Snapshot.open(tmp_path / "snapshot").rows()) == []
