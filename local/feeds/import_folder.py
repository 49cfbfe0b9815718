"""Where an import keeps what it has done, below the data folder, so that it can go on."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from shutil import rmtree
from typing import Any

from functions.ports.lake import as_line, partition
from local.feeds.mapping import ColumnMapping

IMPORTS = "imports"
_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ImportFolder:
    """`id` is a digest of the file; `received_at` (UTC ms) is when it was imported first."""

    id: str
    data: Path
    received_at: int

    @classmethod
    def of(cls, path: Path, data: Path, mapping: ColumnMapping, *, now: int) -> "ImportFolder":
        """The folder of a file; what another mapping has done is forgotten, and done again."""
        with path.open("rb") as file:
            name = file_digest(file, "sha256").hexdigest()[:_ID_DIGITS]
        state = data / IMPORTS / name / "state.json"
        known = json.loads(state.read_text("utf-8")) if state.exists() else {"received_at": now}
        if known.get("mapping") != asdict(mapping):
            if state.exists():
                rmtree(state.parent)
            state.parent.mkdir(parents=True)
            state_now = {**known, "file": path.name, "mapping": asdict(mapping)}
            _replace(state, json.dumps(state_now).encode())
        return cls(name, data, int(known["received_at"]))

    @property
    def path(self) -> Path:
        return self.data / IMPORTS / self.id

    def is_done(self, part: int) -> bool:
        return self._mark(part).exists()

    def set_done(self, part: int) -> None:
        self._mark(part).parent.mkdir(exist_ok=True)
        self._mark(part).touch()

    def write_lake(self, part: int, lines: Iterable[dict[str, Any]]) -> None:
        """Write the lake's lines of a part; the same name each time, complete when it appears."""
        folder = self.data / partition(self.received_at)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"import-{self.id}-{part:05}.jsonl"
        half = path.with_suffix(".part")
        with half.open("wb") as file:
            file.writelines(map(as_line, lines))
        half.replace(path)

    def write_rejects(self, part: int, rejects: Iterable[dict[str, Any]]) -> None:
        """Write what of a part could not be read, with reasons; no file where all could."""
        found = b"".join(map(as_line, rejects))
        if found:
            (self.path / "rejects").mkdir(exist_ok=True)
            _replace(self.path / "rejects" / f"{part:05}.jsonl", found)

    def rejects(self) -> bytes:
        """All that could not be read, one JSON a line."""
        return b"".join(each.read_bytes() for each in sorted(self.path.glob("rejects/*.jsonl")))

    def _mark(self, part: int) -> Path:
        return self.path / "done" / f"{part:05}"


def _replace(path: Path, content: bytes) -> None:
    half = path.with_suffix(".part")
    half.write_bytes(content)
    half.replace(path)
