from pathlib import Path

import duckdb
import numpy as np
import pytest

from model.dataset import vocabulary
from model.dataset.database import connect
from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from model.settings import TrainingSettings
from model.training.session.visits import Visits
from tests.unit.model.shop import DAY, NOW, line, write_lake

SECOND = 1 / 86_400


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Two people on the last day, one of them on the day before, too; groups in order a b c d."""
    seen = [
        ("visitor#1", "view", "a", 500),
        ("visitor#1", "click", "b", 490),
        ("visitor#1", "view", "b", 480),
        ("visitor#1", "cart", "b", 470),
        ("visitor#1", "purchase", "b", 465),
        ("visitor#1", "view", "b", 460),
        ("visitor#1", "view", "c", 300),
        ("visitor#2", "view", "d", 600),
        ("visitor#2", "view", "d", 590),
        ("visitor#2", "view", "a", 100_000),
        ("visitor#2", "view", "c", 99_990),
    ]
    lines = [line(who, kind, item, day=ago * SECOND) for who, kind, item, ago in seen]
    found = connect(tmp_path)
    lake = write_lake(tmp_path / "lake", lines)
    load(found, read_lake(found, lake, tmp_path / "lines.parquet"), now=NOW)
    vocabulary.encode(found, None)
    return found


def sessions(connection: duckdb.DuckDBPyConnection, **how: float) -> list[list[int]]:
    settings = TrainingSettings.from_mapping({"session_gap_minutes": 2.0, **how})
    log = Visits.read(connection, settings, NOW + DAY, 4).log
    return [each.tolist() for each in np.split(log.items, log.offsets[1:-1])]


def test_visits_are_cut_by_silence_and_stand_in_the_order_of_their_starts(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """The view of b after the cart is its echo; the lone view of c, after a silence, is none."""
    assert sessions(connection) == [[0, 2], [3, 3], [0, 1]]


def test_only_the_newest_days_are_read(connection: duckdb.DuckDBPyConnection) -> None:
    assert sessions(connection, session_events=3) == [[3, 3], [0, 1]]


def test_a_longer_silence_may_be_part_of_a_visit(connection: duckdb.DuckDBPyConnection) -> None:
    assert sessions(connection, session_gap_minutes=5.0) == [[0, 2], [3, 3], [0, 1, 2]]


def test_a_first_visit_has_no_view_before(connection: duckdb.DuckDBPyConnection) -> None:
    visits = Visits.read(connection, TrainingSettings(), NOW - 9 * DAY, 4)
    assert len(visits) == len(visits.log.items) == 0
