"""What is copied first, so that a copy made while a folder is in use lacks nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from local import backup


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
