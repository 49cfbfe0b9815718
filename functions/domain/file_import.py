"""An import of one file, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from functions.domain.column_mapping import ColumnMapping, Kind

STOPPED_AFTER_MS = 3_600_000
Status = Literal["waiting", "reading", "done", "failed"]
UPLOADS = "imports/"
"""Where files are uploaded to."""
WORKED_ON = "imported/"
"""Where an import keeps its parts, and what it could not read."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file, and what they became; `warned` ones are among those accepted."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    warned: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(
            self.rows + other.rows,
            self.accepted + other.accepted,
            self.rejected + other.rejected,
            self.warned + other.warned,
        )


@dataclass(frozen=True, slots=True)
class FileImport:
    """Times in UTC ms. A file is imported in `parts`; those before `next_part` are done.

    `kind`, `columns`, `constants` and `day_first` are as the shop gave them, None or empty where it
    gave none; `mapping` is how the file is read. `digest` names its content.
    `errors` are fields and reasons. `tries` are the runs that worked on the next part.
    """

    id: str
    file_name: str
    created_at: int
    kind: Kind | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    status: Status = "waiting"
    upload: str = ""
    digest: str = ""
    received_at: int = 0
    mapping: ColumnMapping | None = None
    total_rows: int = 0
    unreadable_rows: int = 0
    parts: int = 0
    next_part: int = 0
    counts: Counts = Counts()
    tries: int = 0
    updated_at: int = 0
    started_at: int | None = None
    ended_at: int | None = None
    errors: Sequence[tuple[str, str]] = ()

    @property
    def upload_key(self) -> str:
        """Where its file lies."""
        return self.upload or f"{UPLOADS}{self.id}/{self.file_name}"

    @property
    def folder(self) -> str:
        """Below which its parts and its rejects lie; ends in `/`."""
        return f"{WORKED_ON}{self.id}/"

    @property
    def has_ended(self) -> bool:
        return self.status in {"done", "failed"}

    def after_part(self, counts: Counts, now: int) -> "FileImport":
        """The import once its next part is done; `now` in UTC ms."""
        done = self.counts.plus(counts)
        return replace(self, next_part=self.next_part + 1, counts=done, tries=1, updated_at=now)

    def has_stopped(self, now: int) -> bool:
        """Whether its runs ended without a word: none that goes on takes an hour for a part."""
        has_begun = self.status == "reading" or (self.status == "waiting" and self.tries > 0)
        return has_begun and now - self.updated_at > STOPPED_AFTER_MS

    def failed(self, now: int, errors: Sequence[tuple[str, str]]) -> "FileImport":
        """The import once it was given up; `now` in UTC ms."""
        return replace(self, status="failed", ended_at=now, errors=tuple(errors))
