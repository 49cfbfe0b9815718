from pathlib import Path

import numpy as np
import pytest

from model.catalogue.changes import Changes
from model.catalogue.groups import ItemGroups
from model.catalogue.snapshot import CatalogueRow
from model.query import Query
from tests.unit.model.shop import NOW, catalog, learn, line, write_lake


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> ItemGroups:
    """The model knows a, b, c and d apart; the catalogue sells a, b and x as one, hides d."""
    folder = tmp_path_factory.mktemp("groups")
    lake = write_lake(folder / "lake", [line("customer#1", "purchase", "a", "b", "c", "d")])
    rows = [CatalogueRow(item, group_id="one", price=9.0) for item in ("a", "b", "x")]
    more = [CatalogueRow("c", price=1.0), CatalogueRow("d", hidden=True), CatalogueRow("new")]
    return ItemGroups(learn(lake, folder / "out"), catalog(folder, *rows, *more))


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ("", "abcn"),
        ("a", "abcn"),
        ("ab", "abcn"),
        ("abx", "cn"),
        ("cd?", "abn"),
        ("abxc", "n"),
    ],
)
@pytest.mark.parametrize("in_stock", [True, False])
def test_a_group_is_left_out_with_the_last_of_its_items(
    groups: ItemGroups, exclude: str, left: str, in_stock: bool
) -> None:
    """Whether other filters are there too or not, which are two ways through the code."""
    query = Query("home", 5, NOW, exclude=frozenset(exclude), in_stock=in_stock)
    allowed = groups.allowed(query, groups.passing(query), groups.find([]))

    assert "".join(name for name, shown in zip("abcdn", allowed, strict=True) if shown) == left


def test_what_is_blocked_stays_so(groups: ItemGroups) -> None:
    query = Query("home", 5, NOW, max_price=5.0)
    allowed = groups.allowed(query, groups.passing(query), groups.find(["new"]))

    assert allowed.tolist() == [False, False, True, False, False]


def test_the_first_items_of_an_empty_catalogue_are_laid_over_a_model(tmp_path: Path) -> None:
    lake = write_lake(tmp_path / "lake", [line("customer#1", "purchase", "a", "b")])
    model, empty = learn(lake, tmp_path / "out"), catalog(tmp_path)
    later = ItemGroups(model, empty).overlaid(Changes((CatalogueRow("b"), CatalogueRow("new"))))

    passing = later.passing(Query("home", 5, NOW))
    shown = [later.pick(int(group), passing, ()) for group in np.flatnonzero(later.available)]
    assert shown == ["b", "new"]


@pytest.mark.parametrize("own", [(), ("x",), ("b", "x"), ("nothing",)])
@pytest.mark.parametrize("exclude", ["", "a", "ab", "abxc"])
def test_items_picked_at_once_are_those_picked_one_by_one(
    groups: ItemGroups, exclude: str, own: tuple[str, ...]
) -> None:
    passing = groups.passing(Query("home", 5, NOW, exclude=frozenset(exclude)))
    every = np.arange(groups.size)

    one_by_one = [groups.pick(int(group), passing, own) for group in every]
    assert groups.pick_each(every, passing, lambda: own) == one_by_one


def test_groups_that_are_new_since_any_time_in_any_order(tmp_path: Path) -> None:
    rows = [CatalogueRow(f"i{at}", created_at=at * 7 % 10) for at in range(10)]
    groups = ItemGroups(None, catalog(tmp_path, *rows))

    for since in (5, 3, 8, 0, 11, 3):
        found, created = groups.created_since(since)

        assert found.tolist() == sorted(found)
        assert sorted(created.tolist()) == list(range(since, 10))
