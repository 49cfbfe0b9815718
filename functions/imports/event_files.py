"""Archives of Segment and RudderStack, JSON lines or a list, gzipped or not, cut into parts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from functions.imports import staging
from functions.imports.staging import Staged
from functions.imports.text_encoding import begins_as_json

_ARCHIVE = re.compile(r"\.(jsonl|ndjson|json)(\.gz|\.zst)?", re.IGNORECASE)
_PERSON = (
    "$.userId",
    "$.user_id",
    "$.anonymousId",
    "$.anonymous_id",
    "$.context.externalIds[0].id",
)
ROWS_A_PART = 20_000
# Each entry of a body has the context of the body, and its own over it.
_ENTRIES = """
    CASE WHEN starts_with(json::VARCHAR, '{') AND NOT contains(json::VARCHAR, '"batch"')
         THEN [json]
         WHEN json_type(json) = 'ARRAY' THEN json_extract(json, '$[*]')
         WHEN json_type(json, '$.batch') = 'ARRAY' AND json_type(json, '$.context') = 'OBJECT'
         THEN list_transform(json_extract(json, '$.batch[*]'), lambda entry:
             json_merge_patch(json_object('context', json_extract(json, '$.context')), entry))
         WHEN json_type(json, '$.batch') = 'ARRAY' THEN json_extract(json, '$.batch[*]')
         ELSE [json] END
"""


def is_archive(path: Path) -> bool:
    """Whether a file has events: by its name, or as it begins as JSON."""
    names = ("".join(path.suffixes[-2:]), path.suffix)
    return any(_ARCHIVE.fullmatch(each) for each in names) or begins_as_json(path)


def stage_events(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> Staged:
    """Write the parts below `folder`, or find those of an earlier run; a person is in one part."""
    done = folder / "parts"
    if not done.exists():
        half = folder / "half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        source = _source(path)
        rows = staging.count(connection, f"FROM {source}")
        parts = max(1, -(-rows // ROWS_A_PART))
        names = ", ".join(f"nullif(json_extract_string(json, '{each}'), '')" for each in _PERSON)
        cut = f"""
            COPY (SELECT json::VARCHAR AS text, nth, hash(coalesce({names}, nth::VARCHAR)) % {parts}
                         AS part
                  FROM (SELECT json, row_number() OVER () AS nth FROM {source}))
            TO {staging.text(half)} (FORMAT parquet, PARTITION_BY (part), OVERWRITE_OR_IGNORE)
        """  # noqa: S608 quoted
        connection.execute(cut)
        (half / "counts").write_text(f"{rows} {parts}")
        half.replace(done)
    rows, parts = map(int, (done / "counts").read_text().split())
    return Staged(done, parts, rows, 0)


def events_of(
    connection: duckdb.DuckDBPyConnection, staged: Staged, part: int
) -> Iterator[tuple[int, str | None]]:
    """Yield the events of a part as JSON, each with its place in the file; None for a bad line."""
    folder = staged.folder / f"part={part}"
    if not folder.exists():
        return
    files = staging.text(folder / "*.parquet")
    query = f"SELECT nth, text FROM read_parquet({files}) ORDER BY nth"  # noqa: S608 quoted
    found = connection.execute(query)
    while batch := found.fetchmany(5_000):
        yield from batch


def first_events(path: Path, most: int) -> list[str | None]:
    """The first events of an archive as JSON."""
    connection = duckdb.connect()
    found = connection.execute(f"SELECT json::VARCHAR FROM {_source(path)} LIMIT {most}")  # noqa: S608
    return [row[0] for row in found.fetchall()]


def _source(path: Path) -> str:
    """The SQL that reads the entries, those of a list or of a body of `/v1/batch` one by one."""
    lines = ".json" not in (each.lower() for each in path.suffixes)
    options = "format = 'newline_delimited', ignore_errors = true" if lines else "format = 'auto'"
    found = f"read_json_objects({staging.text(path)}, {options})"
    return f"(SELECT unnest({_ENTRIES}) AS json FROM {found})"  # noqa: S608 quoted
