"""Every event of the lake, counted once, as a DuckDB view; faults are reported, not fatal."""

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np

from model.dataset.event_lines import ID_BYTES, EventLines, scan
from model.durations import DAY_MS
from model.kinds import KINDS

KIND_TYPE = f"ENUM {KINDS!r}"
LINES_WITHIN_MS = 10 * 60_000
"""As in `functions/domain/order_reports.py`; a test compares them."""


class NothingToLearn(Exception):
    """The lake has no interaction to learn from; the message describes what it has."""


@dataclass
class LakeReport:
    """The numbers of what was read and left out, for the manifest."""

    files: int = 0
    lines: int = 0
    bad_lines: int = 0
    events: int = 0
    skipped_files: list[dict[str, str]] = field(default_factory=list)


def load(connection: duckdb.DuckDBPyConnection, lines: EventLines, *, now: int) -> LakeReport:
    """Create the view `events`, one row an event and item that may be learned from.

    It shows the view `learned`, which has the items by the names that the events use.

    Columns: event (number), person (hash), item_id, group_id, category, kind, channel, location,
    at (ms). `now` in ms: events more than a day later are left out. The view reads the parts each
    time it is queried, so they have to stay.

    A repeated message counts once, and so does an item on two lines of one order. An order counts
    once, at its first time: for a person the newest update with items, else the first report with
    items, a verified one before. Reports of one line each that name different items within ten
    minutes are the lines of one order, and all count. An order does not count after it was taken
    back as a whole (verified `return`s without items, and without an amount or with all that was
    paid). A browser's claim of an order that the shop reported does not count. Messages and orders
    are compared by a hash of 64 bits: in one of ten thousand lakes of 50 million messages, two
    would be taken for one.
    """
    report = LakeReport(files=lines.files, skipped_files=lines.skipped)
    parts = _parts(connection, lines)
    report.lines, report.bad_lines = _one(
        connection,
        f"SELECT count(*) FILTER (nth = 0), count(*) FILTER (bad) FROM {parts}",  # noqa: S608
    )
    connection.execute(
        f"""
        CREATE OR REPLACE VIEW lines AS
        SELECT * FROM {parts} WHERE message IS NOT NULL AND "at" <= {now + DAY_MS}
        """  # noqa: S608 paths of ours
    )
    _find_repeated(connection)
    for statement in _ONCE:
        connection.execute(statement)
    (report.events,) = _one(connection, "SELECT count(*) FROM once WHERE nth = 0")
    return report


def _parts(connection: duckdb.DuckDBPyConnection, lines: EventLines) -> str:
    if lines.parts:
        return scan(lines.parts)
    connection.execute(
        """
        CREATE OR REPLACE TABLE no_lines (
            bad BOOLEAN, message UBIGINT, person UBIGINT, kind VARCHAR, channel VARCHAR,
            location VARCHAR, "at" BIGINT, verified BOOLEAN, order_id VARCHAR,
            revises BOOLEAN, amount BIGINT, named BOOLEAN, nth INT, item_id VARCHAR,
            group_id VARCHAR, category VARCHAR
        )
        """
    )
    return "no_lines"


def _find_repeated(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table `repeated` of the messages with copies, which are few."""
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
           named, revises, amount, "at", channel, item_id, group_id
    FROM messages WHERE order_id IS NOT NULL AND nth = 0
    """,
    """
    CREATE OR REPLACE TABLE made AS
    SELECT unnest(list(message)) AS message, min("at") AS "at"
    FROM orders WHERE kind = 'purchase' GROUP BY report HAVING count(*) > 1
    """,
    """
    CREATE OR REPLACE TABLE reports AS
    SELECT *, row_number() OVER (PARTITION BY report
        ORDER BY verified DESC, named DESC, revises DESC,
                 CASE WHEN revises THEN -"at" ELSE "at" END, message) AS place
    FROM orders SEMI JOIN made USING (message) WHERE kind = 'purchase'
    """,
    f"""
    CREATE OR REPLACE TABLE separate_lines AS
    WITH one_line AS (
        SELECT * FROM reports
        ANTI JOIN (SELECT message FROM messages SEMI JOIN reports USING (message) WHERE nth = 1)
        USING (message) WHERE named AND NOT revises
    ), beside_the_first AS (
        SELECT other.* FROM one_line AS other JOIN one_line AS first USING (report)
        WHERE first.place = 1 AND other.verified = first.verified
          AND other.channel IS NOT DISTINCT FROM first.channel
          AND other."at" - first."at" <= {LINES_WITHIN_MS}
    )
    SELECT message, ordered, amount FROM beside_the_first AS line
    WHERE NOT EXISTS (
        FROM beside_the_first AS earlier
        WHERE earlier.report = line.report AND earlier.place < line.place
          AND (earlier.item_id = line.item_id OR earlier.group_id = line.item_id
               OR earlier.item_id = line.group_id)
    )
    """,  # noqa: S608 a number of ours
    """
    CREATE OR REPLACE TABLE not_learned AS
    WITH older_reports AS (
        SELECT message FROM reports ANTI JOIN separate_lines USING (message) WHERE place > 1
    ), by_line AS (
        SELECT ordered, sum(amount) AS paid FROM separate_lines
        GROUP BY ordered HAVING count(DISTINCT amount) > 1
    ), paid AS (
        SELECT ordered, greatest(max(amount), max(by_line.paid)) AS paid
        FROM orders LEFT JOIN by_line USING (ordered) WHERE kind = 'purchase' GROUP BY ordered
    ), taken_back AS (
        SELECT ordered FROM orders LEFT JOIN paid USING (ordered)
        WHERE kind = 'return' AND verified AND NOT named
        GROUP BY ordered HAVING bool_or(amount IS NULL) OR sum(amount) >= max(paid)
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
    "DROP TABLE reports",
    """
    CREATE OR REPLACE VIEW once AS
    SELECT messages.* REPLACE (coalesce(made."at", messages."at") AS "at")
    FROM messages ANTI JOIN not_learned USING (message) LEFT JOIN made USING (message)
    """,
    f"""
    CREATE OR REPLACE VIEW learned AS
    SELECT message AS event, person, item_id, group_id, category, kind::{KIND_TYPE} AS kind,
           channel, location, "at"
    FROM once WHERE strlen(item_id) BETWEEN 1 AND {ID_BYTES}
    """,  # noqa: S608 constants of ours
    "CREATE OR REPLACE VIEW events AS FROM learned",
)
"""Keep one copy of a message and one report of an order; the tables of the others are small."""


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise RuntimeError("an aggregate always has a row")
    return row
