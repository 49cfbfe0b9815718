"""JSON of imports."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from functions.domain.column_mapping import Kind
from functions.domain.file_import import FileImport, Status

MAX_BODY_BYTES = 50_000
_STOPPED = (("file", "its runs stopped; the log shows why. Upload it again: it doubles nothing"),)
Columns = Annotated[dict[str, Annotated[str, Field(max_length=512)]], Field(max_length=100)]


class ImportRequest(BaseModel):
    """A file to come. Without `columns` they are guessed from the names in the file's first row."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = Field(description="what a row is; `events` are archives of Segment or RudderStack")
    file_name: Annotated[
        str, Field(min_length=1, max_length=200, pattern=r"^[^/\\\x00-\x1f]+$")
    ] = Field(description="its end says the format: .csv, .tsv, .parquet, .xml, .jsonl, .gz …")
    columns: Columns = Field({}, description="column of the file by field: {sku: 'Art. Nr.'}")
    constants: Columns = Field({}, description="fields with one value for all rows: {channel: pos}")
    day_first: StrictBool | None = Field(
        None, description="whether 1/2/2025 is the first of February; as the dates show by default"
    )


class Upload(BaseModel):
    """Where to `PUT` the file's bytes; no key is shown there."""

    url: str
    headers: dict[str, str]
    expires_at: int = Field(description="UTC ms")


class ImportFault(BaseModel):
    field: str
    reason: str


class ImportStatus(BaseModel):
    """Rows that were read so far, and what they became; `warned` ones are among those accepted.

    Of orders `accepted`, `rejected` and `warned` count orders, each of one row or more.
    """

    import_id: str
    status: Status = Field(description="`waiting` for its file, `reading`, `done` or `failed`")
    kind: Kind | None
    file_name: str
    columns: dict[str, str] = Field(description="column by field, as the file is read")
    day_first: bool | None
    total_rows: int
    rows: int
    accepted: int
    rejected: int
    warned: int
    unreadable_rows: int = Field(description="lines that are no rows: too many columns, bad quotes")
    parts: int
    parts_done: int
    created_at: int = Field(description="UTC ms, as all times here")
    started_at: int | None
    ended_at: int | None
    errors: list[ImportFault] = Field(description="why it failed")
    upload: Upload | None = Field(None, description="in the answer to the call that made it")

    @classmethod
    def from_import(cls, known: FileImport, now: int) -> "ImportStatus":
        """The state of an import at `now` (UTC ms)."""
        if known.has_stopped(now):
            known = known.failed(known.updated_at, _STOPPED)
        mapping = known.mapping
        return cls(
            import_id=known.id,
            status=known.status,
            kind=mapping.kind if mapping else known.kind,
            file_name=known.file_name,
            columns=dict(mapping.columns if mapping else known.columns),
            day_first=mapping.day_first if mapping else known.day_first,
            total_rows=known.total_rows,
            rows=known.counts.rows,
            accepted=known.counts.accepted,
            rejected=known.counts.rejected,
            warned=known.counts.warned,
            unreadable_rows=known.unreadable_rows,
            parts=known.parts,
            parts_done=known.next_part,
            created_at=known.created_at,
            started_at=known.started_at,
            ended_at=known.ended_at,
            errors=[ImportFault(field=field, reason=reason) for field, reason in known.errors],
        )


class ImportList(BaseModel):
    imports: list[ImportStatus]


class ImportRejects(BaseModel):
    """What could not be read, at most a thousand rows; the bucket has all, below `imported/`."""

    rejects: list[Mapping[str, Any]]
    more: bool
