"""A delivery that was written again is in two files of the lake, and is learned from once."""

import json
from pathlib import Path
from typing import Any

import duckdb

from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from tests.unit.model.dataset.test_lake_orders import NOW, line

LINES = [
    line("m1", "view", "tea", order_id=None),
    line("m2", "view", "tea", order_id=None),
    line("m3", "cart", "mug", order_id=None),
    line("m4", "purchase", "tea", "mug"),
    line("m5", "purchase", "cup", order_id=None),
    line("m1", "view", "tea", order_id=None, person="visitor#d"),
]


def write(folder: Path, name: str, lines: list[dict[str, Any]]) -> None:
    path = folder / "events" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in lines))


def learned(folder: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        load(connection, read_lake(connection, folder, folder / "part"), now=NOW)
        rows = 'SELECT person, kind, item_id, "at" FROM events ORDER BY ALL'
        return connection.execute(rows).fetchall()


def test_a_delivery_in_two_files_counts_once(tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    write(once, "dt=2025-01-01/hh=12/a.jsonl", LINES)
    # The same lines in the same hour, in part in the next one, and received later.
    write(twice, "dt=2025-01-01/hh=12/a.jsonl", LINES)
    write(twice, "dt=2025-01-01/hh=12/a-again.jsonl", LINES[::-1])
    later = [{**each, "received_at": NOW + 3_600_000} for each in LINES[:3]]
    write(twice, "dt=2025-01-01/hh=13/b.jsonl", later + later)
    assert len(learned(once)) == 7
    assert learned(twice) == learned(once)


def test_a_delivery_that_is_written_again_after_a_training_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "dt=2025-01-01/hh=12/a.jsonl", LINES)
    before = learned(tmp_path)
    write(tmp_path, "dt=2025-01-02/hh=00/a.jsonl", LINES)
    assert learned(tmp_path) == before
