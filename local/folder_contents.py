"""What a data folder held before a start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from local.embedded.database import FILE

TABLES = "dynamodb"
DYNAMODB_LOCAL_FILE = "shared-local-instance.db"
# What processes of ours make in a data folder; backup.json where a backup itself is used.
OURS = frozenset(
    {
        TABLES, "backup.json", "bus", "compacted", "delivery-stream-position.json", "erasures",
        "events-stream-is-read", "events-stream-position.json", "failures", "imports", "insights",
        "lake", "leases", "mails", "models", "nudge-stream-position.json", "outbox",
        "prepared.json", "queues", "reports", "restock-stream-position.json", "secrets",
        "snapshots", "up.json", "work",
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

    In a folder that holds other things than ours, only ours are ignored: git may have to see them.
    A `.gitignore` that is there stays as it is.
    """
    data.mkdir(parents=True, exist_ok=True)
    ignore = data / ".gitignore"
    if ignore.exists():
        return
    others = any(path.name not in OURS for path in data.iterdir())
    names = [f"/{name}" if "." in name else f"/{name}/" for name in sorted(OURS)]
    ignore.write_text("\n".join([*names, ""]) if others else "*\n", "utf-8")
