"""Files of the lake, read once into a Parquet file ("part") of the lines that count.

A run that finds parts of earlier runs reads only newer files. A part has a row for every item of
every line that counts, copies too: which copy or report of an order counts depends on all files, so
each run decides it again (`lake.py`). The rows of a line are numbered from 0 (`nth`); a line
without items has one row, and an item that comes twice on a line has one. A line that may not be
learned from is an empty row. Rows have a hash of the person's id, not the id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from model.kinds import KINDS

FORMAT = f"5 duckdb {duckdb.__version__}"
"""Parts of different formats cannot be combined: their hashes are those of one DuckDB version."""

ID_BYTES = 256
PERSON_BYTES = ID_BYTES + len("customer#")

COLUMNS = {
    "message_id": "VARCHAR",
    "person": "VARCHAR",
    "kind": "VARCHAR",
    "channel": "VARCHAR",
    "location": "VARCHAR",
    "at": "BIGINT",
    "verified": "BOOLEAN",
    "learn": "BOOLEAN",
    "order_id": "VARCHAR",
    "name": "VARCHAR",
    "order": "STRUCT(total BIGINT)",
    "items": "STRUCT(item_id VARCHAR, group_id VARCHAR, category VARCHAR)[]",
}
"""With a given schema, a field missing everywhere is NULL, and a bad line is a row of NULLs."""


@dataclass(frozen=True)
class EventLines:
    """Parts on disk, the number of lake files that were read or tried, and their faults."""

    parts: tuple[Path, ...] = ()
    files: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)


def lake_files(lake: Path) -> list[str]:
    """Return the names of the event files below a lake, sorted."""
    found = (lake / "events").rglob("*.jsonl*")
    names = (path.relative_to(lake).as_posix() for path in found if path.is_file())
    return sorted(name for name in names if is_lake_file(name))


def is_lake_file(name: str) -> bool:
    """Whether a file has events, by its name; other files in the lake are ignored."""
    return name.endswith((".jsonl", ".jsonl.gz"))


def read_lake(connection: duckdb.DuckDBPyConnection, lake: Path, part: Path) -> EventLines:
    """Read every file of a lake into `part`."""
    return write_part(connection, lake, lake_files(lake), part)


def write_part(
    connection: duckdb.DuckDBPyConnection, lake: Path, names: Iterable[str], part: Path
) -> EventLines:
    """Read files of the lake into `part`; damaged ones are left out and reported.

    No part is written if no file could be read.
    """
    names = list(names)
    skipped: list[dict[str, str]] = []
    try:
        _copy(connection, lake, names, part)
    except duckdb.Error:
        # each file is read alone only now, as that takes as long again
        skipped = [found for name in names if (found := _fault(connection, lake, name))]
        faulty = {each["file"] for each in skipped}
        _copy(connection, lake, [name for name in names if name not in faulty], part)
    written = (part,) if len(skipped) < len(names) else ()
    return EventLines(written, len(names), skipped)


def merge(connection: duckdb.DuckDBPyConnection, parts: Sequence[Path], into: Path) -> None:
    """Write one part of several."""
    connection.execute(f"COPY (FROM {scan(parts)}) TO {quoted(into)} {_PARQUET}")


def line_count(connection: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> int:
    """Return the number of lines of the lake in parts, with those that do not count."""
    if not parts:
        return 0
    query = f"SELECT count(*) FROM {scan(parts)} WHERE nth = 0"  # noqa: S608 paths of ours
    found = connection.execute(query).fetchall()
    return int(found[0][0])


def scan(parts: Sequence[Path]) -> str:
    """Return the SQL that reads parts."""
    return f"read_parquet([{', '.join(map(quoted, parts))}])"


def quoted(path: Path) -> str:
    """Return a path as a literal of SQL, for statements that take no parameter."""
    return "'" + str(path).replace("'", "''") + "'"


_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_PARQUET = "(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)"
_COUNTS = f"""
    learn AND kind IN ({_KINDS}) AND message_id IS NOT NULL
    AND strlen(person) BETWEEN 1 AND {PERSON_BYTES} AND "at" >= 0
"""
_SELECT = f"""
    SELECT * EXCLUDE item, item.item_id AS item_id, nullif(item.group_id, '') AS group_id,
           nullif(item.category, '') AS category
    FROM (
        SELECT bad, line.* EXCLUDE items, coalesce(len(line.items), 0) > 0 AS named,
               unnest(range(greatest(len(line.items), 1)))::INT AS nth,
               unnest(CASE WHEN len(line.items) > 0 THEN line.items ELSE [NULL] END) AS item
        FROM (
            SELECT message_id IS NULL AS bad, CASE WHEN {_COUNTS} THEN struct_pack(
                message := hash(person, message_id), person := hash(person), kind := kind,
                channel := channel,
                location := CASE WHEN strlen(location) BETWEEN 1 AND {ID_BYTES} THEN location END,
                "at" := "at", verified := verified IS TRUE,
                order_id := CASE WHEN kind IN ('purchase', 'cart', 'return')
                                 THEN lower(ltrim(order_id, '#')) END,
                revises := coalesce(name = 'Order Updated', false),
                amount := "order".total,
                items := CASE WHEN len(items) > 1 THEN list_filter(items, lambda one, nth:
                    list_position(list_transform(items, lambda each: each.item_id), one.item_id)
                    = nth) ELSE items END
            ) END AS line
            FROM read_json($1, columns = {COLUMNS!r}, format = 'newline_delimited',
                           ignore_errors = true)
        )
    )
"""  # noqa: S608 only constants


def _copy(
    connection: duckdb.DuckDBPyConnection, lake: Path, names: Sequence[str], part: Path
) -> None:
    if names:
        paths = [str(lake / name) for name in names]
        connection.execute(f"COPY ({_SELECT}) TO {quoted(part)} {_PARQUET}", [paths])


def _fault(connection: duckdb.DuckDBPyConnection, lake: Path, name: str) -> dict[str, str] | None:
    path = str(lake / name)
    try:
        connection.execute(f"SELECT count(item_id) FROM ({_SELECT})", [[path]]).fetchall()  # noqa: S608
    except duckdb.Error as fault:
        return {"file": name, "fault": str(fault).splitlines()[0].replace(path, name)}
    return None
