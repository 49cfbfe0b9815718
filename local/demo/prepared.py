"""The inputs of a prepared data folder; it is used again only while they are the same."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from functions.errors import FieldFault, Invalid
from local.demo.journey import package_version

_MARK = "prepared.json"
LEASES = "leases"
_PACKAGES = ("functions", "local", "model")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Prepared:
    """`now` (UTC ms) is the moment that the journey was moved to."""

    package: str
    code: str
    settings: str
    day: str
    now: int

    def keep(self, data: Path) -> None:
        (data / _MARK).write_text(json.dumps(asdict(self)), "utf-8")


def wanted(now: int, settings: str) -> Prepared:
    """Return the description of a preparation at `now` (UTC ms)."""
    day = datetime.fromtimestamp(now / 1000, UTC).date().isoformat()
    return Prepared(package_version(), _code(), settings, day, now)


def found(data: Path, want: Prepared) -> Prepared | None:
    """What is prepared in `data`, if it was made of the same and on the same day."""
    try:
        there = Prepared(**json.loads((data / _MARK).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    same = ("package", "code", "settings", "day")
    return there if all(getattr(there, n) == getattr(want, n) for n in same) else None


def clear(data: Path) -> None:
    """Remove what an earlier demo left in `data`, whole or half; its lease is held meanwhile.

    Raises:
        Invalid: the folder holds something that no demo put there.
    """
    if not (data / _MARK).exists() and any(p.name != LEASES for p in data.iterdir()):
        raise Invalid(FieldFault("--data", f"{data} is not empty and no demo made it"))
    shutil.rmtree(data)


def claim(data: Path) -> None:
    """Mark a folder as the demo's from the start, so that a half-made one can be cleared."""
    data.mkdir(parents=True, exist_ok=True)
    (data / _MARK).touch()


def _code() -> str:
    """A digest of our own source: another version may prepare otherwise."""
    digest = hashlib.sha256()
    for path in sorted(path for name in _PACKAGES for path in (_ROOT / name).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
