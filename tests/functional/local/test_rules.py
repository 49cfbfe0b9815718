"""`python -m local rules` against a running system, as its operator types it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.cli import main
from tests.functional.local.test_up import Up


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rules")
    running = Up(folder)
    yield str(folder)
    assert running.stop()[0] == 0


def rules(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["rules", *words]) == 0
    printed = capsys.readouterr().out
    return json.loads(printed) if printed else None


def written(folder: Path, payload: Any) -> str:
    path = folder / "rules.json"
    path.write_text(json.dumps(payload))
    return str(path)


def test_rules_are_put_listed_and_deleted(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spring = {"rule_id": "spring sale#1", "action": "boost", "category": "té", "factor": 2}
    gone = {"rule_id": "gone", "action": "block", "item_ids": ["a"]}
    put = rules(capsys, "put", written(tmp_path, [spring, gone]), "--data", data)
    listed = rules(capsys, "list", "--data", data)
    assert sorted(put, key=lambda rule: rule["rule_id"]) == listed
    assert [rule["rule_id"] for rule in listed] == ["gone", "spring sale#1"]
    assert rules(capsys, "delete", "spring sale#1", "--data", data) is None
    assert (
        rules(capsys, "put", written(tmp_path, listed[0]), "--data", data)[0]["action"] == "block"
    )
    assert [rule["rule_id"] for rule in rules(capsys, "list", "--data", data)] == ["gone"]


@pytest.mark.parametrize(
    ("payload", "word"),
    [
        ([{"action": "block"}], "rule_id"),
        ("no rule", "rule_id"),
        ({"rule_id": "r", "action": "boost", "brand": "b"}, "factor"),
    ],
)
def test_what_cannot_be_is_reported(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], payload: Any, word: str
) -> None:
    assert main(["rules", "put", written(tmp_path, payload), "--data", data]) == 1
    assert word in capsys.readouterr().err


def test_a_file_or_a_rule_that_is_not_there(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "put", "nowhere.json", "--data", data]) == 1
    assert "nowhere.json" in capsys.readouterr().err
    assert main(["rules", "delete", "nothing", "--data", data]) == 1
    assert "404" in capsys.readouterr().err
