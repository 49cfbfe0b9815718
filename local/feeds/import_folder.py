"""Where an import keeps what it has done, below the data folder, so that it can go on."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from shutil import rmtree

from functions.domain.column_mapping import ColumnMapping
from functions.domain.file_import import WORKED_ON
from functions.imports.import_output import ImportOutput
from functions.ports.local.folder_blobs import FolderBlobs
from functions.services.imports.file_imports import rejects_folder

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
        state = data / WORKED_ON / name / "state.json"
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
        return self.data / WORKED_ON / self.id

    @property
    def output(self) -> ImportOutput:
        """Where its parts go."""
        rejects = rejects_folder(f"{WORKED_ON}{self.id}/")
        blobs = FolderBlobs(self.data)
        return ImportOutput(self.id, self.received_at, blobs, rejects, self.path / "scratch")

    def is_done(self, part: int) -> bool:
        return self._mark(part).exists()

    def set_done(self, part: int) -> None:
        self._mark(part).parent.mkdir(exist_ok=True)
        self._mark(part).touch()

    def rejects(self) -> bytes:
        """All that could not be read, one JSON a line."""
        return b"".join(each.read_bytes() for each in sorted(self.path.glob("rejects/*.jsonl")))

    def _mark(self, part: int) -> Path:
        return self.path / "done" / f"{part:05}"


def _replace(path: Path, content: bytes) -> None:
    half = path.with_suffix(".part")
    half.write_bytes(content)
    half.replace(path)
