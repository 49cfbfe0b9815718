"""How known each group was at the cut."""

from pathlib import Path

import duckdb
import pytest

from model.dataset import vocabulary
from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from model.evaluation import active_people as active
from model.evaluation.split import Split
from tests.unit.model.shop import DAY, NOW, line, write_lake

SPLIT = Split(NOW - 5 * DAY, NOW)


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Twelve people met a, every other one b too, and all of them c after the cut."""
    lines = [line(f"customer#{who:02}", "view", "a", day=9) for who in range(12)]
    lines += [line(f"customer#{who:02}", "purchase", "b", day=8) for who in range(0, 12, 2)]
    lines += [line(f"customer#{who:02}", "purchase", "a", "c", day=1) for who in range(12)]
    found = duckdb.connect()
    load(found, read_lake(found, write_lake(tmp_path, lines), tmp_path / "part"), now=NOW)
    vocabulary.encode(found, None)
    return found


def test_people_count_once_and_only_before_the_cut(connection: duckdb.DuckDBPyConnection) -> None:
    by_group, number = active.people_per_group(connection, SPLIT, 3, seed=7)
    assert (by_group.tolist(), number) == ([12, 6, 0], 12)


def test_of_very_many_people_some_are_counted(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(active, "SAMPLE", 3)
    by_group, number = active.people_per_group(connection, SPLIT, 3, seed=7)
    assert number == by_group[0] == 4


def test_how_many_could_be_asked(connection: duckdb.DuckDBPyConnection) -> None:
    assert active.count_active(connection, SPLIT) == 12
    assert active.count_active(connection, Split(NOW, NOW + 1)) == 0
