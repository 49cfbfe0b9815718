"""How far the stream of a table was read, kept in the data folder from one run to the next."""

import json
from collections.abc import Mapping
from pathlib import Path

from local.engine import Engine
from local.event_source import EventSourceMapping
from local.streams import StreamPoller

SUFFIX = "-stream-position.json"


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
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(dict(position)), "utf-8")
        part.replace(self._path)


def follow(
    data: Path, name: str, engine: Engine, table: str, mapping: EventSourceMapping
) -> StreamPoller:
    """Return a poller of a table that goes on where the last run of the folder `data` ended.

    The first run of a folder reads what is written from now on. It keeps an empty position at
    once: if it ends before its first batch is processed, the next run begins with the oldest
    record.
    """
    position = StreamPosition(data / f"{name}{SUFFIX}")
    resume = position.read()
    poller = StreamPoller(
        engine.streams, engine.stream_arn(table), mapping, resume=resume, keep=position.keep
    )
    if resume is None:
        position.keep({})
    return poller
