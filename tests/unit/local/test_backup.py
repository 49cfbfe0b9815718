"""What is copied first, so that a copy made while a folder is in use lacks nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from local import backup
from local.cli import main


def test_the_tables_of_dynamodb_local_are_copied_at_rest(tmp_path: Path) -> None:
    """Its file is SQLite, and a backup without it would lose every customer."""
    data, copy, again = (tmp_path / name for name in ("data", "copy", "again"))
    (data / "dynamodb").mkdir(parents=True)
    name = "dynamodb/shared-local-instance.db"
    with closing(sqlite3.connect(data / name)) as made:
        made.execute("CREATE TABLE cups (name TEXT)")
    assert main(["backup", "--data", str(data), "--to", str(copy)]) == 0
    assert main(["restore", "--from", str(copy), "--data", str(again)]) == 0
    assert (again / name).read_bytes() == (data / name).read_bytes()
    (copy / name).write_bytes(b"no database")
    assert main(["restore", "--from", str(copy), "--data", str(tmp_path / "other")]) == 2


def test_what_a_copied_position_has_passed_is_in_the_copied_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With each file that is copied, the stream puts one more message into the queue."""
    data, to = tmp_path / "data", tmp_path / "copy"
    queue, position = data / "queues" / "restock", data / "restock-stream-position.json"
    queue.mkdir(parents=True)
    for name in ("alpha", "lake", "models", "zulu"):
        (data / name).mkdir()
        (data / name / "file").touch()
    copy = shutil.copy2

    def read_one_more() -> None:
        number = len(list(queue.iterdir()))
        (queue / f"{number}.json").touch()
        position.write_text(json.dumps({"shard": number}))

    def copy_and_go_on(source: Path, target: Path) -> Any:
        read_one_more()
        return copy(source, target)

    read_one_more()
    monkeypatch.setattr(shutil, "copy2", copy_and_go_on)
    backup.back_up(data, to, lambda _tables: None)
    passed = json.loads((to / position.name).read_text())["shard"]
    copied = {path.stem for path in (to / "queues" / "restock").iterdir()}
    assert copied >= {str(number) for number in range(passed + 1)}
