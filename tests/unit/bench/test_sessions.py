import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from bench.sessions import UNKNOWN, main, measure, read_cases, read_sessions

LINES = """(VALUES (2, 0, 'c'), (1, 1, 'b'), (1, 0, 'a'), (2, 1, 'á'), (3, 0, 'a'), (3, 1, 'b'))
    AS t(session_id, position, item_id)"""
CASES = "(VALUES (['a'], 'b'), (['a', 'unheard of'], 'c'), (['c'], 'new')) AS t(prefix, target)"


def parquet(folder: Path, name: str, table: str) -> Path:
    path = folder / f"{name}.parquet"
    duckdb.sql(f"COPY (SELECT * FROM {table}) TO '{path}' (FORMAT parquet)")  # noqa: S608
    return path


def test_sessions_are_read_in_order_whatever_the_ids(tmp_path: Path) -> None:
    log, ids = read_sessions(parquet(tmp_path, "train", LINES))
    assert [ids[item] for item in log.items] == ["a", "b", "c", "á", "a", "b"]
    assert log.offsets.tolist() == [0, 2, 4, 6]


def test_unknown_items_leave_the_prefix_and_unknown_targets_stay(tmp_path: Path) -> None:
    ids = np.array(["a", "b", "c"], object)
    cases = read_cases(parquet(tmp_path, "cases", CASES), ids, None)
    assert [(prefix.tolist(), target) for prefix, target in cases] == [
        ([0], 1),
        ([0], 2),
        ([2], UNKNOWN),
    ]


def test_rates_are_counted_by_hand() -> None:
    def rank(prefix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.array([4, 5, 6]), np.zeros(3)

    cases = [(np.zeros(1), target) for target in (4, 5, 6, 7)]
    found = measure(rank, cases, 2)
    assert (found["hr"], found["mrr"], found["cases"]) == (0.5, 0.375, 4)


def test_one_line_of_json_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, cases = parquet(tmp_path, "train", LINES), parquet(tmp_path, "cases", CASES)
    main(["--train", str(train), "--cases", str(cases), "--limit", "2"])
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"hr", "mrr", "cases", "train_s", "ms_p50", "ms_p99"}
    assert (printed["hr"], printed["cases"]) == (1.0, 2)


def test_the_cut_is_compared_with_plain_knn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--train", str(parquet(tmp_path, "train", LINES)), "--beside-knn", "1"])
    printed = json.loads(capsys.readouterr().out)
    assert printed["knn_hr"] == 1.0
    assert printed["hr_ratio"] == pytest.approx(printed["hr"] / printed["knn_hr"])
