"""Every event of the lake, each counted once, as a DuckDB table; faults are named, not fatal."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from model.settings import KINDS

ID_BYTES = 256
PERSON_BYTES = ID_BYTES + len("customer#")
KIND_TYPE = f"ENUM {KINDS!r}"
DAY_MS = 86_400_000

COLUMNS = {
    "message_id": "VARCHAR",
    "person": "VARCHAR",
    "kind": "VARCHAR",
    "channel": "VARCHAR",
    "at": "BIGINT",
    "verified": "BOOLEAN",
    "learn": "BOOLEAN",
    "order_id": "VARCHAR",
    "items": "STRUCT(item_id VARCHAR, group_id VARCHAR, category VARCHAR)[]",
}
"""Given, not guessed: a field missing everywhere is NULL, and a bad line is one row of NULLs."""


class NothingToLearn(Exception):
    """The lake holds no interaction to learn from; the message says what it does hold."""


@dataclass
class LakeReport:
    """What was read and what was left out, for the manifest."""

    files: int = 0
    lines: int = 0
    bad_lines: int = 0
    events: int = 0
    skipped_files: list[dict[str, str]] = field(default_factory=list)


def load(connection: duckdb.DuckDBPyConnection, lake: Path, *, now: int) -> LakeReport:
    """Create the table `events`, one row an event and item that may be learned from.

    Columns: event (number), person, item_id, group_id, category, kind, channel, at (ms). An item
    that stands on two lines of one order has two rows here.
    A repeated message counts once. An order counts once: for a person its newest report that names
    items, a verified one first; not at all once it was taken back as a whole (a verified `return`
    that names no items); and what a browser claimed of an order that the shop reported is nothing.
    """
    folder = lake / "events"
    paths = sorted(str(path) for path in folder.rglob("*.jsonl*") if path.is_file())
    paths = [path for path in paths if path.endswith((".jsonl", ".jsonl.gz"))]
    report = LakeReport(files=len(paths))
    report.skipped_files = _read(connection, paths, lake)
    _count_once(connection, now)
    _unfold(connection)
    report.lines, report.bad_lines = _one(
        connection, "SELECT count(*), count(*) FILTER (message_id IS NULL) FROM lines"
    )
    (report.events,) = _one(connection, "SELECT count(*) FROM once")
    connection.execute("DROP TABLE lines; DROP TABLE once")
    return report


def _read(
    connection: duckdb.DuckDBPyConnection, paths: list[str], lake: Path
) -> list[dict[str, str]]:
    """Read all files into `lines`; only if that fails, look at each to find the damaged ones."""
    skipped: list[dict[str, str]] = []
    try:
        _create_lines(connection, paths)
    except duckdb.Error:
        sound = []
        for path in paths:
            fault = _fault(connection, path)
            if fault is None:
                sound.append(path)
            else:
                name = str(Path(path).relative_to(lake))
                skipped.append({"file": name, "fault": fault.replace(path, name)})
        _create_lines(connection, sound)
    return skipped


def _create_lines(connection: duckdb.DuckDBPyConnection, paths: list[str]) -> None:
    if not paths:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE OR REPLACE TABLE lines ({columns})")
        return
    connection.execute(f"CREATE OR REPLACE TABLE lines AS {_scan('*')}", [paths])


def _scan(select: str) -> str:
    return (
        f"SELECT {select} FROM read_json($1, columns = {COLUMNS!r}, "  # noqa: S608 only constants
        "format = 'newline_delimited', ignore_errors = true)"
    )


def _fault(connection: duckdb.DuckDBPyConnection, path: str) -> str | None:
    try:
        connection.execute(_scan("count(items)"), [[path]]).fetchall()
    except duckdb.Error as fault:
        return str(fault).splitlines()[0]
    return None


def _count_once(connection: duckdb.DuckDBPyConnection, now: int) -> None:
    """Keep the first copy of a message, then one report of an order: line and event number.

    Only keys are sorted here; the items stay where they were read.
    """
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE once AS
        WITH sound AS (
            SELECT rowid AS line, person, kind, "at", message_id, order_id,
                   verified IS TRUE AS verified, coalesce(len(items), 0) > 0 AS named
            FROM lines
            WHERE learn AND kind IN ({kinds}) AND message_id IS NOT NULL
              AND strlen(person) BETWEEN 1 AND {PERSON_BYTES} AND "at" BETWEEN 0 AND $1
        ), messages AS (
            SELECT * FROM sound QUALIFY row_number() OVER (
                PARTITION BY person, message_id ORDER BY verified DESC, "at", line) = 1
        ), orders AS (
            SELECT * FROM messages QUALIFY kind <> 'purchase' OR order_id IS NULL OR row_number()
                OVER (PARTITION BY person, kind, order_id
                      ORDER BY verified DESC, named DESC, "at" DESC, message_id) = 1
        ), taken_back AS (
            SELECT DISTINCT order_id FROM messages
            WHERE kind = 'return' AND verified AND NOT named AND order_id IS NOT NULL
        ), reported AS (
            SELECT DISTINCT order_id FROM messages
            WHERE kind = 'purchase' AND verified AND order_id IS NOT NULL
        )
        SELECT line, row_number() OVER (ORDER BY person, "at", message_id) AS event FROM orders
        WHERE order_id IS NULL OR NOT (
            (kind = 'purchase' AND order_id IN (FROM taken_back))
            OR (kind = 'cart' AND NOT verified AND order_id IN (FROM reported))
        )
        """,  # noqa: S608 constants of ours
        [now + DAY_MS],
    )


def _unfold(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE events AS
        SELECT event, person, item.item_id AS item_id, nullif(item.group_id, '') AS group_id,
               nullif(item.category, '') AS category, kind, channel, "at"
        FROM (
            SELECT event, person, kind::{KIND_TYPE} AS kind, channel, "at", unnest(items) AS item
            FROM once JOIN lines ON lines.rowid = once.line
        ) WHERE strlen(item.item_id) BETWEEN 1 AND {ID_BYTES}
        """  # noqa: S608 constants of ours
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise RuntimeError("an aggregate always has a row")
    return row
