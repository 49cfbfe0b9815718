"""The lake: all events, one JSON document a line, in files partitioned by arrival (UTC)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

LAKE = "lake/"
PREFIX = f"{LAKE}events/"
COMPACTED = "compacted/"
"""What earlier trainings read of the lake; it holds people as the lake does."""


class Lake(Protocol):
    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        """Write the lines; the answer is the positions of those that could not be written."""


def partition(at: int) -> str:
    """The folder for what arrived at `at` (UTC ms)."""
    arrived = datetime.fromtimestamp(at / 1000, UTC)
    return f"{PREFIX}dt={arrived:%Y-%m-%d}/hh={arrived:%H}"


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Return a value as JSON, as lines of the lake have it; the encoder is made once."""


def as_line(line: dict[str, Any]) -> bytes:
    """Return one line of the lake: UTF-8 JSON, with its line feed."""
    return as_json(line).encode() + b"\n"
