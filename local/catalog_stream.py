"""The snapshot follows the catalogue: built soon after a change instead of every 15 minutes."""

import logging
import time
from collections.abc import Mapping
from threading import Event
from typing import Any

from functions.snapshot.build import BuildSnapshot
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.streams import StreamPoller

logger = logging.getLogger(__name__)

SECONDS_TO_GATHER = 0.2  # many items come in a row
SECONDS_AFTER_FAULT = 2.0
SECONDS_BETWEEN_LOOKS = 900.0
_LOOK_S = 0.1


class CatalogStream:
    """`changed` is set from a change until a snapshot with it is being built."""

    def __init__(self, services: LaptopServices, engine: Engine) -> None:
        self._build = BuildSnapshot(services)
        self.changed = Event()
        self._next_look = 0.0
        self.changed.set()  # something may have changed while this process was down
        mapping = EventSourceMapping(self._hear, on_failure=lambda _records: None)
        arn = engine.stream_arn(services.settings.catalog_table)
        self.poller = StreamPoller(engine.streams, arn, mapping)

    def _hear(self, event: dict[str, Any]) -> None:
        """Wake for what the snapshot shows; a quantity that changed is none of it."""
        if any(_turned(record["dynamodb"]) for record in event["Records"]):
            self.changed.set()

    def keep_snapshot(self, stop: Event) -> None:
        """Build a snapshot after each burst of changes, and as often as on AWS, until `stop`.

        The latter is for prices of sales, which begin and end by themselves.
        """
        while not stop.is_set():
            due = time.monotonic() >= self._next_look
            if not self.changed.wait(_LOOK_S) and not due:
                continue
            self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
            stop.wait(SECONDS_TO_GATHER)
            self.changed.clear()
            try:
                self._build()
            except Exception as error:  # noqa: BLE001 the catalogue goes on changing
                logger.warning("the snapshot in service stays: %s", error)
                self.changed.set()
                stop.wait(SECONDS_AFTER_FAULT)


def _turned(change: Mapping[str, Any]) -> bool:
    before, after = change.get("OldImage", {}), change.get("NewImage", {})
    return bool(before.get("changed_at") != after.get("changed_at"))
