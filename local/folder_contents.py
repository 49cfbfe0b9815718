"""What a data folder held before a start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from local.embedded.database import FILE

TABLES = "dynamodb"
DYNAMODB_LOCAL_FILE = "shared-local-instance.db"
# What processes of ours make in a data folder.
_OURS = frozenset(
    {
        TABLES, "compacted", "events-stream-is-read", "events-stream-position.json", "failures",
        "insights", "lake", "leases", "models", "prepared.json", "reports", "secrets", "snapshots",
        "up.json", "work",
    }
)  # fmt: skip
Held = Literal["nothing", "tables", "dynamodb-local", "only lake"]


@dataclass(frozen=True, slots=True)
class FolderBefore:
    """Which tables there were, and when (UTC) a process last wrote to them or to the lake."""

    held: Held
    last_used: datetime | None

    @classmethod
    def of(cls, data: Path) -> Self:
        """Look at a folder, which may be missing."""
        return cls(_held(data), _last_used(data))


def _held(data: Path) -> Held:
    if (data / TABLES / FILE).exists():
        return "tables"
    if (data / TABLES / DYNAMODB_LOCAL_FILE).exists():
        return "dynamodb-local"
    if any((data / name).exists() for name in ("lake", "models", "snapshots")):
        return "only lake"
    return "nothing"


def _last_used(data: Path) -> datetime | None:
    times = [path.stat().st_mtime for path in _witnesses(data)]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _witnesses(data: Path) -> Iterator[Path]:
    """Files that change with the tables; without any, the lake's and the models' folders."""
    tables = [path for path in (data / TABLES).glob("*") if path.is_file()]
    yield from tables or (path for path in data.glob("*/*") if path.parent.name != "leases")


def keep_out_of_git(data: Path) -> None:
    """Let git ignore a data folder, which has keys and people in it, whatever it is called.

    A folder that holds other things than ours is left as it is: git may have to see them.
    """
    data.mkdir(parents=True, exist_ok=True)
    ignore = data / ".gitignore"
    others = any(path.name not in _OURS for path in data.iterdir())
    if not ignore.exists() and not others:
        ignore.write_text("*\n", "utf-8")
