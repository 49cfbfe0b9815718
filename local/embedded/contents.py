"""What an engine holds, counted; no operation of DynamoDB does that without reading it all."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from local.embedded.database import Database
from local.embedded.tables import Tables

_INSTRUCTIONS_BETWEEN_LOOKS = 20_000


class Contents:
    """Each method holds the database's lock; `within_s` bounds for how long."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def count(
        self,
        table: str,
        *,
        partition: str = "",
        sort: Sequence[str] = (),
        expiring: bool = False,
        within_s: float = 0.5,
    ) -> int | None:
        """Return the number of rows whose keys begin so; None if there are too many to count.

        Args:
            table: its name.
            partition: the beginning of the partition key.
            sort: beginnings of the sort key, any of them.
            expiring: count only rows that expire, for which a small index is read.
            within_s: seconds after which the count is given up.
        """
        rows = self._tables.find(table).rows
        conditions = ["expires IS NOT NULL"] if expiring else []
        if partition:
            conditions.append(_between("h", partition))
        if sort:
            conditions.append(f"({' OR '.join(_between('r', each) for each in sort)})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        until = time.monotonic() + within_s
        connection = self._database.connection
        with self._database.reading():
            connection.set_progress_handler(
                lambda: time.monotonic() > until, _INSTRUCTIONS_BETWEEN_LOOKS
            )
            try:
                found = connection.execute(f"SELECT count(*) FROM {rows}{where}").fetchone()  # noqa: S608 our own names
                return int(found[0])
            except sqlite3.OperationalError:
                return None
            finally:
                connection.set_progress_handler(None, 0)

    def last_record(self, table: str) -> int:
        """Return the number of the newest record of a table's stream."""
        with self._database.reading():
            return self._tables.find(table).next_record() - 1

    def copy_to(self, path: Path) -> None:
        """Write everything to a new database file; calls wait until it is written."""
        copy = sqlite3.connect(path)
        try:
            with self._database.reading():
                self._database.connection.backup(copy)
        finally:
            copy.close()


def copied(folder: Path, path: Path) -> None:
    """Copy the tables of a folder, which no process has open, to a new database file.

    Raises:
        EngineError: a process has, or they are of another version.
    """
    database = Database(folder)
    try:
        copy = sqlite3.connect(path)
        database.connection.backup(copy)
        copy.close()
    finally:
        database.close()


def _between(column: str, beginning: str) -> str:
    """Return a condition that an index serves: at or after the beginning, before its successor."""
    first = beginning.encode()
    after = first[:-1] + bytes([first[-1] + 1])
    return f"({column} >= x'{first.hex()}' AND {column} < x'{after.hex()}')"
