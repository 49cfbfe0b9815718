"""Aliases in snapshots that are built on one another, and in the changes over them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue.changes import Changes
from model.catalogue.rows import CatalogueRows
from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build, rebuild

NAMES = ["x", "y", "z"]
ITEMS = ["a", "b", "c", "x"]


def meant(rows: CatalogueRows, names: list[str]) -> list[str | None]:
    found = rows.find(rows.named(names)).tolist()
    return [rows.get(row) if rows.exists(row) else None for row in found]


def catalogue(owners: dict[str, str], items: list[str], version: int) -> list[CatalogueRow]:
    return [
        CatalogueRow(
            item, aliases=tuple(n for n in NAMES if owners.get(n) == item), version=version
        )
        for item in items
    ]


State = tuple[dict[str, str], list[str]]
STATE = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ITEMS)),
    st.lists(st.sampled_from(ITEMS), unique=True),
)


@settings(max_examples=60, deadline=None)
@given(before=STATE, after=STATE)
def test_names_mean_what_the_newest_rows_say(
    tmp_path_factory: pytest.TempPathFactory, before: State, after: State
) -> None:
    folder = tmp_path_factory.mktemp("s")
    (owners, items), (later_owners, later_items) = before, after
    first = build(catalogue(owners, items, 1), folder / "first", "1")
    news = catalogue(later_owners, later_items, 2)
    gone = tuple(item for item in items if item not in later_items)
    expected = [
        name if name in later_items else _owner(name, later_owners, later_items)
        for name in [*NAMES, *ITEMS]
    ]
    overlaid = CatalogueRows(first, Changes(items=tuple(news), gone=gone))
    assert meant(overlaid, [*NAMES, *ITEMS]) == expected
    second = rebuild(first, news, gone, folder / "second", "2")
    assert meant(CatalogueRows(second), [*NAMES, *ITEMS]) == expected


def _owner(name: str, owners: dict[str, str], items: list[str]) -> str | None:
    owner = owners.get(name)
    return owner if owner in items else None


def test_an_alias_that_two_rows_have_is_the_newer_ones(tmp_path: Path) -> None:
    """The change index shows the item that lost a name a moment after the one that got it."""
    first = build([CatalogueRow("a", aliases=("x",), version=1)], tmp_path / "first", "1")
    news = [CatalogueRow("b", aliases=("x",), version=2)]
    assert meant(CatalogueRows(first, Changes(items=tuple(news))), ["x"]) == ["b"]
    second = rebuild(first, news, [], tmp_path / "second", "2")
    assert meant(CatalogueRows(second), ["x"]) == ["b"]
