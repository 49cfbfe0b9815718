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
from local.stream_pace import Pace
from local.stream_position import SUFFIX, StreamPosition
from local.streams import Start, StreamPoller

logger = logging.getLogger(__name__)

# As in template.yaml: new events, and not the markers of those with a wrong clock.
NEW_EVENTS = {
    "eventName": ["INSERT"],
    "dynamodb": {"NewImage": {"body": {"B": [{"exists": True}]}}},
}
END_MARK = "events-stream-is-read"
POSITION = f"events{SUFFIX}"


class EventStream:
    """Follows the table from where the last run of this data folder ended.

    Without `keeps_tables` all has to be in the lake at the end, as the stream ends with the
    process; profiles, which end with it too, are then left out.
    """

    def __init__(
        self, services: LaptopServices, engine: Engine, stop: Event, *, keeps_tables: bool = True
    ) -> None:
        self._stop = stop
        self._keeps_tables = keeps_tables
        self._mark = services.data / END_MARK
        self._position = StreamPosition(services.data / POSITION)
        self._failures = services.data / "failures"
        self._process = process_events(services)
        self._only_lake = process_events(services, only_lake=True)
        mapping = EventSourceMapping(
            self._handle, on_failure=self._keep, filters=[NEW_EVENTS], pause=stop.wait
        )
        # Without the mark the last run was killed. This one goes on after the last batch whose
        # position was kept; reading a batch twice does no harm.
        start: Start = "LATEST" if self._mark.exists() else "TRIM_HORIZON"
        resume = self._position.read()
        table = services.settings.events_table
        self.pace = Pace(engine, table, resume=resume, from_start=start == "TRIM_HORIZON")
        self.poller = StreamPoller(
            engine.streams,
            engine.stream_arn(table),
            mapping,
            start=start,
            resume=resume,
            keep=self._keep_position,
        )
        self._mark.unlink(missing_ok=True)

    def finish(self, deadline: float) -> int | None:
        """Process what is left until then (monotonic); call it once `run` has ended.

        Returns the number of changes that wait for the next start; None for an unknown number.
        """
        while self.poll():
            if time.monotonic() > deadline:
                return self.pace.waiting
        mark_as_read(self._mark.parent)
        return 0

    def poll(self) -> int:
        """Read one batch, process it, and give the number of records read."""
        return self.pace.read(self.poller.poll_once())

    def run(self) -> None:
        self.poller.run(self._stop, poll=self.poll)

    def _handle(self, event: dict[str, Any]) -> Mapping[str, Any]:
        ends = self._stop.is_set() and not self._keeps_tables
        process = self._only_lake if ends else self._process
        answer: Mapping[str, Any] = process(event, None)
        return answer

    def _keep_position(self, position: Mapping[str, str]) -> None:
        self.pace.reached(position)
        self._position.keep(position)

    def _keep(self, records: Sequence[Mapping[str, Any]]) -> None:
        self._failures.mkdir(parents=True, exist_ok=True)
        path = self._failures / f"{time.time_ns()}.json"
        path.write_text(json.dumps({"Records": records}), "utf-8")
        logger.error("%d records failed for good; they are kept in %s", len(records), path)


def mark_as_read(data: Path) -> None:
    """Say that nothing stored so far needs to go through the stream."""
    data.mkdir(parents=True, exist_ok=True)
    (data / POSITION).unlink(missing_ok=True)
    (data / END_MARK).touch()
