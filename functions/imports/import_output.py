"""Where the parts of an import go: lines to the lake, and what could not be read to rejects."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.ports.blobs import Blobs
from functions.ports.lake import as_line, partition


@dataclass(frozen=True, slots=True)
class ImportOutput:
    """`id` is a digest of the file's content; `received_at` (UTC ms) is when it came first.

    `rejects` is the prefix of the reject files and ends in `/`; `scratch` is a folder of this
    machine. A part is written under the same names each time, complete when it appears.
    """

    id: str
    received_at: int
    blobs: Blobs
    rejects: str
    scratch: Path

    def write_lake(self, part: int, lines: Iterable[bytes]) -> None:
        """Write the lake's lines of a part."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        path = self.scratch / f"import-{self.id}-{part:05}.jsonl"
        with path.open("wb") as file:
            file.writelines(lines)
        self.blobs.upload(path, f"{partition(self.received_at)}/{path.name}")
        path.unlink()

    def write_rejects(self, part: int, rejects: Iterable[dict[str, Any]]) -> None:
        """Write what of a part could not be read, with reasons; no file where all could."""
        if found := b"".join(map(as_line, rejects)):
            self.blobs.write(f"{self.rejects}{part:05}.jsonl", found)
