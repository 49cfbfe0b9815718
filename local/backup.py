"""Copy a data folder while it is in use, and make a folder of a copy again.

The positions of the streams are copied first and the tables last: what the copied lake and queues
lack is then among the records that the copy's first start reads. What is in them already is read
twice and counts once.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from functions.errors import FieldFault, Invalid
from local.embedded.contents import copied
from local.embedded.database import FILE
from local.event_stream import END_MARK
from local.folder_contents import DYNAMODB_LOCAL_FILE, TABLES
from local.leases import FolderLeases
from local.stream_position import SUFFIX

MARK = "backup.json"
FORMAT = 1
_POINTER = "current.json"
# What a process makes for itself while it runs, and what has a copy of its own.
_LEFT_OUT = frozenset({"work", "leases", TABLES})
_FILES_LEFT_OUT = frozenset({"up.json", END_MARK, MARK})


def back_up(data: Path, to: Path, copy_tables: Callable[[Path], None]) -> int:
    """Copy all of `data` to the new folder `to`, and give the number of its files.

    `copy_tables` writes the tables to the file it is given. No training runs meanwhile.

    Raises:
        Invalid: `to` holds something, or lies within `data`.
        LeaseTaken: a training is running.
    """
    _check_new(to, "--to")
    if to.resolve().is_relative_to(data.resolve()):
        raise Invalid(FieldFault("--to", f"{to} lies in {data}: choose a folder outside of it"))
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FolderLeases(data / "leases").hold("retrain"):
        files = sum(_copy(data / path, to / path) for path in _paths(data))
    (to / TABLES).mkdir(exist_ok=True)
    copy_tables(to / TABLES / FILE)
    made = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    (to / MARK).write_text(json.dumps(made), "utf-8")
    return files


def restore(backup: Path, data: Path) -> None:
    """Make the new folder `data` of a backup.

    Raises:
        Invalid: the backup is unfinished or damaged, or `data` holds something.
    """
    _check_whole(backup)
    _check_new(data, "--data")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copytree(
        backup, data, dirs_exist_ok=True, ignore=lambda _, names: [n for n in names if n == MARK]
    )


def copy_tables_at_rest(data: Path, copy: Path) -> None:
    """Copy the tables of a folder that no process has open, those of DynamoDB Local as well."""
    if (data / TABLES / FILE).exists():
        copied(data / TABLES, copy)
    _copy(data / TABLES / DYNAMODB_LOCAL_FILE, copy.with_name(DYNAMODB_LOCAL_FILE))


def _paths(data: Path) -> Iterator[Path]:
    """Yield the files to copy: positions of streams, then pointers to versions, then the rest.

    The folder is listed anew after each of them: what it names or has passed was there before it.
    """
    for turn in range(3):
        yield from (path for path in _files(data) if _turn(path) == turn)


def _turn(path: Path) -> int:
    if path.name.endswith(SUFFIX):
        return 0
    return 1 if path.name == _POINTER else 2


def _files(data: Path) -> list[Path]:
    """Return the files of a folder that a backup has, sorted."""
    found = [path.relative_to(data) for path in data.rglob("*") if path.is_file()]
    return sorted(
        path
        for path in found
        if path.parts[0] not in _LEFT_OUT
        and path.name not in _FILES_LEFT_OUT
        and path.suffix != ".part"
    )


def _copy(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    # An erasure or a newer snapshot may have deleted it meanwhile.
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)
        return True
    return False


def _check_new(folder: Path, name: str) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(FieldFault(name, f"{folder} is not empty: choose a new folder"))


def _check_whole(backup: Path) -> None:
    try:
        found = json.loads((backup / MARK).read_text("utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = FieldFault("--from", f"{backup} is no finished backup: it has no readable {MARK}")
        raise Invalid(fault) from error
    if found != FORMAT:
        raise Invalid(FieldFault("--from", f"{backup} has format {found}; this reads {FORMAT}"))
    for name in (FILE, DYNAMODB_LOCAL_FILE):
        tables = backup / TABLES / name
        if tables.exists() and not _is_sound(tables):
            raise Invalid(FieldFault("--from", f"{tables} is damaged: use another backup"))


def _is_sound(tables: Path) -> bool:
    try:
        connection = sqlite3.connect(f"{tables.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False
    return bool(answer == "ok")
