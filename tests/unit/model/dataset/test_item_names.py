"""Training learns one item from events that use several names of it."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build
from model.dataset import vocabulary
from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from tests.unit.model.shop import NOW, line, write_lake


def named(item_id: str, group_id: str | None = None) -> dict[str, Any]:
    return {"items": [{"item_id": item_id, "group_id": group_id, "category": None}]}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (named("cup-red"), "cup-red"),
        (named("4006381333931"), "cup-red"),
        (named("RED-1", "cup-red"), "cup-red"),
        (named("RED-1", "4006381333931"), "cup-red"),
        (named("cup-red", "4006381333931"), "cup-red"),
        (named("RED-1", "cup"), "RED-1"),
        (named("mug", "cup-red"), "mug"),
    ],
)
def test_an_item_of_an_event_is_found_in_the_catalogue(
    tmp_path: Path, item: dict[str, Any], expected: str
) -> None:
    rows = [CatalogueRow("cup-red", "cup", aliases=("4006381333931",)), CatalogueRow("mug")]
    snapshot = build(rows, tmp_path / "snapshot", "1")
    lines = [line("customer#1", "view", "", **item)]
    connection = duckdb.connect()
    lake = write_lake(tmp_path / "lake", lines)
    load(connection, read_lake(connection, lake, tmp_path / "part"), now=NOW)
    assert vocabulary.encode(connection, snapshot).items == [expected]
