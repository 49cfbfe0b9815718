"""The SQLite database of an engine: one process, one connection, one call at a time.

A write that was answered is in the write-ahead log, which outlives the process; `synchronous`
decides whether it outlives a power cut.
Source: "Write-Ahead Logging" and "PRAGMA synchronous", sqlite.org.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal

FORMAT = 1
FILE = "tables.sqlite"
LOCK = "tables.lock"
Synchronous = Literal["NORMAL", "FULL"]
_STATEMENTS = 512  # prepared ones that are kept: a handful a table
_CACHE_KIB = 64 * 1024


class EngineError(Exception):
    """The engine cannot open its folder; the message says why."""


class Database:
    """Where all that an engine keeps is kept.

    Args:
        folder: where the file is; None keeps everything in memory.
        synchronous: `NORMAL` survives the end of the process, `FULL` a power cut too.

    Raises:
        EngineError: another process has the folder, or another version wrote it.
    """

    def __init__(self, folder: Path | None, synchronous: Synchronous = "NORMAL") -> None:
        self._lock = threading.RLock()
        self._owned = _own(folder) if folder else None
        self._depth = 0
        self.rollbacks = 0
        """So that who remembers what is in the file knows when to look again."""
        try:
            with ExitStack() as undo:
                undo.callback(self._release)
                self.connection = undo.enter_context(closing(_connected(folder)))
                self._prepare(synchronous)
                undo.pop_all()
        except sqlite3.DatabaseError as error:
            raise EngineError(f"{folder}/{FILE} is no database of this engine: {error}") from error
        self.execute = self.connection.execute

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep other calls from running during the block."""
        with self._lock:
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep all that the block writes at its end, or nothing if it raises."""
        with self._lock:
            if self._depth:
                yield
                return
            self.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                self.rollbacks += 1
                if self.connection.in_transaction:
                    self.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def close(self) -> None:
        with self._lock:
            self.connection.close()
            self._release()

    def _prepare(self, synchronous: Synchronous) -> None:
        run = self.connection.execute
        run("PRAGMA page_size = 8192")
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run(f"PRAGMA synchronous = {synchronous}")
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        (found,) = run("PRAGMA user_version").fetchone()
        if found not in {0, FORMAT}:
            raise EngineError(
                f"the tables were written in format {found}, and this version reads {FORMAT}: "
                "use the version that wrote them, or another folder"
            )
        if found == 0:
            _lay_out(self.connection)

    def _release(self) -> None:
        if self._owned is not None:
            os.close(self._owned)
            self._owned = None


def _connected(folder: Path | None) -> sqlite3.Connection:
    return sqlite3.connect(
        folder / FILE if folder else ":memory:",
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )


def _lay_out(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"""
        BEGIN IMMEDIATE;
        CREATE TABLE tables (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
            last_trimmed INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE tokens (token TEXT PRIMARY KEY, digest BLOB NOT NULL, at INTEGER NOT NULL)
            WITHOUT ROWID;
        CREATE TABLE lagging (
            number INTEGER PRIMARY KEY, table_name TEXT, index_name TEXT, h BLOB, r BLOB, old TEXT,
            new TEXT
        );
        PRAGMA user_version = {FORMAT};
        COMMIT;
        """
    )


def _own(folder: Path) -> int:
    """Lock the folder for this process; the lock ends with it, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(file, 100).decode(errors="replace").strip() or "another process"
        os.close(file)
        raise EngineError(f"the tables in {folder} are open in {owner}") from error
    os.ftruncate(file, 0)
    os.write(file, f"process {os.getpid()}".encode())
    return file
