"""The lake on a laptop: one file for each append."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from functions.ports.lake import as_line, partition


class FolderLake:
    """One new file per append under `root/lake/events/dt=…/hh=…/`, complete when it appears."""

    def __init__(self, root: Path, clock: Callable[[], int]) -> None:
        self._root = root
        self._clock = clock

    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        if not lines:
            return set()
        path = self._root / partition(self._clock()) / f"{self._clock()}-{uuid4().hex[:8]}.jsonl"
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join(map(as_line, lines)))
            part.replace(path)
        except OSError:
            return set(range(len(lines)))
        return set()
