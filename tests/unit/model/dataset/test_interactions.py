from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.dataset import vocabulary
from model.dataset.event_lines import read_lake
from model.dataset.interactions import Interactions
from model.dataset.lake import load
from tests.unit.model.shop import NOW, SMALL, Line, line, write_lake


def values(folder: Path, lines: list[Line], groups: int) -> csr_matrix:
    connection = duckdb.connect()
    load(connection, read_lake(connection, write_lake(folder, lines), folder / "part"), now=NOW)
    vocabulary.encode(connection, None)
    return Interactions.read(connection).values(SMALL, (1, groups))


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["purchase"], 1 + np.log1p(5.0)),
        (["view", "cart"], 1 + np.log1p(4.0)),
        (["cart", "remove"], 1 + np.log1p(2.0)),
        (["view", "remove"], None),
        (["cart", "return"], None),
    ],
)
def test_value_of_what_a_person_did(
    tmp_path: Path, kinds: list[str], expected: float | None
) -> None:
    lines = [line("customer#1", kind, "a") for kind in kinds] + [line("customer#1", "view", "b")]
    matrix = values(tmp_path, lines, 2)

    assert matrix.nnz == (1 if expected is None else 2)
    if expected is not None:
        assert matrix[0, 0] == pytest.approx(expected, rel=1e-6)


def test_age_halves_a_weight(tmp_path: Path) -> None:
    lines = [
        line("customer#1", "purchase", "a", day=90),
        line("customer#1", "view", "b", day=30),
        line("customer#1", "view", "c", day=0),
    ]
    expected = 1 + np.log1p([2.5, 0.5, 1.0])
    np.testing.assert_allclose(values(tmp_path, lines, 3).toarray()[0], expected, rtol=1e-6)


def test_what_comes_to_nothing_is_absent_however_old(tmp_path: Path) -> None:
    """Three orders of 5 and five returns of −3, faded to fractions that have no end."""
    days = range(1, 200, 3)
    lines = [
        line("customer#1", kind, f"i{day}", day=day, message_id=f"{kind} {number} of {day}")
        for day in days
        for kind, times in (("purchase", 3), ("return", 5))
        for number in range(times)
    ]
    matrix = values(tmp_path, [*lines, line("customer#1", "view", "b", day=0)], len(days) + 1)
    assert matrix.nnz == 1
