"""How far the stream of a table was read, kept in the data folder from one run to the next."""

import json
from collections.abc import Mapping
from pathlib import Path


class StreamPosition:
    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, str] | None:
        """The position that was kept last; None before the first."""
        try:
            position: Mapping[str, str] = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return position

    def keep(self, position: Mapping[str, str]) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(dict(position)), "utf-8")
        part.replace(self._path)
