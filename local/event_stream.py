"""The Events table's stream on a laptop: the stream function, called as AWS would."""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from functions.stream.wiring import process_events
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.streams import Start, StreamPoller

logger = logging.getLogger(__name__)

# As in template.yaml: new events, and not the markers of those with a wrong clock.
NEW_EVENTS = {
    "eventName": ["INSERT"],
    "dynamodb": {"NewImage": {"body": {"B": [{"exists": True}]}}},
}
_END_MARK = "events-stream-is-read"
_POSITION = "events-stream-position.json"


class EventStream:
    """Follows the table from where the last run of this data folder ended."""

    def __init__(self, services: LaptopServices, engine: Engine, stop: Event) -> None:
        self._stop = stop
        self._mark = services.data / _END_MARK
        self._failures = services.data / "failures"
        self._process = process_events(services)
        self._only_lake = process_events(services, only_lake=True)
        mapping = EventSourceMapping(
            self._handle, on_failure=self._keep, filters=[NEW_EVENTS], pause=stop.wait
        )
        # Without the mark the last run was killed. This one goes on after the last batch whose
        # position was kept; reading a batch twice does no harm.
        start: Start = "LATEST" if self._mark.exists() else "TRIM_HORIZON"
        self.poller = StreamPoller(
            engine.streams,
            engine.stream_arn(services.settings.events_table),
            mapping,
            start=start,
            resume=_position_in(services.data),
            keep=self._keep_position,
        )
        self._mark.unlink(missing_ok=True)

    def finish(self, deadline: float) -> None:
        """Bring what is left into the lake, as it may never be read again; once `run` has ended."""
        while self.poller.poll_once():
            if time.monotonic() > deadline:
                logger.error("events are left in the stream; a new start on the tables reads them")
                return
        mark_as_read(self._mark.parent)

    def _handle(self, event: dict[str, Any]) -> Mapping[str, Any]:
        # At the end there is no time for profiles: they are recomputed with a person's next events.
        process = self._only_lake if self._stop.is_set() else self._process
        answer: Mapping[str, Any] = process(event, None)
        return answer

    def _keep_position(self, position: Mapping[str, str]) -> None:
        path = self._mark.with_name(_POSITION)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(dict(position)), "utf-8")
        part.replace(path)

    def _keep(self, records: Sequence[Mapping[str, Any]]) -> None:
        self._failures.mkdir(parents=True, exist_ok=True)
        path = self._failures / f"{time.time_ns()}.json"
        path.write_text(json.dumps({"Records": records}), "utf-8")
        logger.error("%d records failed for good; they are kept in %s", len(records), path)


def mark_as_read(data: Path) -> None:
    """Say that nothing stored so far needs to go through the stream."""
    data.mkdir(parents=True, exist_ok=True)
    (data / _POSITION).unlink(missing_ok=True)
    (data / _END_MARK).touch()


def _position_in(data: Path) -> Mapping[str, str] | None:
    try:
        position: Mapping[str, str] = json.loads((data / _POSITION).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return position
