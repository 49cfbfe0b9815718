"""Every event of the lake, each counted once, as a DuckDB view; faults are named, not fatal."""

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np

from model.dataset.event_lines import ID_BYTES, Lines, scan
from model.durations import DAY_MS
from model.settings import KINDS

KIND_TYPE = f"ENUM {KINDS!r}"


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


def load(connection: duckdb.DuckDBPyConnection, lines: Lines, *, now: int) -> LakeReport:
    """Create the view `events`, one row an event and item that may be learned from.

    Columns: event (number), person (hash), item_id, group_id, category, kind, channel, location,
    at (ms). An item on two lines of one order was bought once that time: its first line counts.
    The view reads the parts whenever it is asked, so they have to stay.
    A repeated message counts once. An order counts once: for a person its newest report that names
    items, a verified one first; not at all once it was taken back as a whole (a verified `return`
    that names no items); and what a browser claimed of an order that the shop reported is nothing.
    Messages and orders are told apart by 64 bits of a hash: of 50 million, one pair is taken for
    one message in one lake of ten thousand.
    """
    report = LakeReport(files=lines.files, skipped_files=lines.skipped)
    told = _parts(connection, lines)
    report.lines, report.bad_lines = _one(
        connection,
        f"SELECT count(*) FILTER (nth = 0), count(*) FILTER (bad) FROM {told}",  # noqa: S608
    )
    connection.execute(
        f"""
        CREATE OR REPLACE VIEW lines AS
        SELECT * FROM {told} WHERE message IS NOT NULL AND "at" <= {now + DAY_MS}
        """  # noqa: S608 paths of ours
    )
    _find_repeated(connection)
    for statement in _ONCE:
        connection.execute(statement)
    (report.events,) = _one(connection, "SELECT count(*) FROM once WHERE nth = 0")
    return report


def _parts(connection: duckdb.DuckDBPyConnection, lines: Lines) -> str:
    if lines.parts:
        return scan(lines.parts)
    connection.execute(
        """
        CREATE OR REPLACE TABLE no_lines (
            bad BOOLEAN, message UBIGINT, person UBIGINT, kind VARCHAR, channel VARCHAR,
            location VARCHAR, "at" BIGINT, verified BOOLEAN, order_id VARCHAR, named BOOLEAN,
            nth INT, item_id VARCHAR, group_id VARCHAR, category VARCHAR
        )
        """
    )
    return "no_lines"


def _find_repeated(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `repeated` of the messages with copies: few, so the rest streams past."""
    found = connection.execute("SELECT message FROM lines WHERE nth = 0").fetchnumpy()
    message = found["message"]
    message.sort()  # a fifth of the time of a GROUP BY
    connection.register("repeated_in", {"message": np.unique(message[1:][np.diff(message) == 0])})
    connection.execute("CREATE OR REPLACE TABLE repeated AS FROM repeated_in")
    connection.unregister("repeated_in")


_ONCE = (
    """
    CREATE OR REPLACE TABLE first_copies AS
    WITH first AS (
        SELECT * FROM lines SEMI JOIN repeated USING (message)
        QUALIFY rank() OVER (PARTITION BY message
            ORDER BY verified DESC, "at", hash(kind, channel, location, order_id)) = 1
    ), items AS (
        FROM first QUALIFY row_number() OVER (PARTITION BY message, item_id
            ORDER BY nth, group_id, category, named DESC) = 1
    )
    SELECT * REPLACE ((row_number() OVER (PARTITION BY message
        ORDER BY named DESC, nth, item_id) - 1)::INT AS nth) FROM items
    """,
    """
    CREATE OR REPLACE VIEW messages AS
    SELECT * FROM lines ANTI JOIN repeated USING (message) UNION ALL FROM first_copies
    """,
    """
    CREATE OR REPLACE TABLE orders AS
    SELECT message, hash(person, order_id) AS report, hash(order_id) AS ordered, kind, verified,
           named, "at"
    FROM messages WHERE order_id IS NOT NULL AND nth = 0
    """,
    """
    CREATE OR REPLACE TABLE not_learned AS
    WITH retold AS (
        SELECT report FROM orders WHERE kind = 'purchase' GROUP BY report HAVING count(*) > 1
    ), older_reports AS (
        SELECT message FROM orders SEMI JOIN retold USING (report)
        WHERE kind = 'purchase' QUALIFY row_number() OVER (PARTITION BY report
            ORDER BY verified DESC, named DESC, "at" DESC, message) > 1
    ), taken_back AS (
        SELECT ordered FROM orders WHERE kind = 'return' AND verified AND NOT named
    ), claimed AS (
        SELECT message, ordered FROM orders WHERE kind = 'cart' AND NOT verified
    ), reported AS (
        SELECT ordered FROM orders WHERE kind = 'purchase' AND verified
    )
    FROM older_reports
    UNION ALL
    SELECT message FROM orders SEMI JOIN taken_back USING (ordered) WHERE kind = 'purchase'
    UNION ALL SELECT message FROM claimed SEMI JOIN reported USING (ordered)
    """,
    "DROP TABLE orders",
    "CREATE OR REPLACE VIEW once AS SELECT * FROM messages ANTI JOIN not_learned USING (message)",
    f"""
    CREATE OR REPLACE VIEW events AS
    SELECT message AS event, person, item_id, group_id, category, kind::{KIND_TYPE} AS kind,
           channel, location, "at"
    FROM once WHERE strlen(item_id) BETWEEN 1 AND {ID_BYTES}
    """,  # noqa: S608 constants of ours
)
"""Keeps one copy of a message and one report of an order; what goes is small, and joined away."""


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise RuntimeError("an aggregate always has a row")
    return row
