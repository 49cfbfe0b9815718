"""A queue in a folder: a file a message, named by the time at which it is due."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any
from uuid import uuid4

from functions.ports.local.disk_faults import disk_faults
from functions.ports.queue import Message


class FolderQueue:
    """One process hands messages over; a message stays until its work is done."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._folder = folder
        self._clock = clock

    def count(self) -> int:
        """Return the number of messages, due or not."""
        return sum(1 for _ in self._folder.glob("*.json"))

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        due_at = self._clock() + delay_s * 1000
        with disk_faults():
            self._folder.mkdir(parents=True, exist_ok=True)
            for message in messages:
                path = self._folder / f"{due_at:013d}-{uuid4().hex}.json"
                part = path.with_suffix(".part")
                part.write_text(json.dumps(message), "utf-8")
                part.replace(path)

    def hand_over(
        self, work: Callable[[dict[str, Any]], object], pool: Executor | None = None
    ) -> int:
        """Give each message that is due to `work`, and return how many there were.

        A message whose work fails stays and is given again at the next call; it holds up no other,
        and its fault is raised at the end. With a `pool` some are worked on side by side, so that
        one which takes long holds up few others.
        """
        due: list[Path] = []
        for path in sorted(self._folder.glob("*.json")):
            if int(path.name.partition("-")[0]) > self._clock():
                break
            due.append(path)

        def fault_of(path: Path) -> Exception | None:
            try:
                work(json.loads(path.read_text("utf-8")))
            except Exception as fault:  # noqa: BLE001 raised below
                return fault
            path.unlink()
            return None

        faults = [*(pool.map(fault_of, due) if pool else map(fault_of, due))]
        if first := next((fault for fault in faults if fault), None):
            raise first
        return len(due)
