"""A function on a laptop that the stream of a table and a queue of its own wake, as on AWS."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from threading import Event
from typing import Any

from functions.errors import HiloError
from functions.ports.local.folder_queue import FolderQueue
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.stream_position import follow

logger = logging.getLogger(__name__)
_AFTER_FAULT_S = 2.0


@dataclass(frozen=True, slots=True)
class Wakes:
    """What wakes a function: changes of `table` that pass one of `filters`, and its `queue`.

    `name` is part of the name of the file that keeps how far the stream was read. `look_s` are the
    seconds between two looks at the queue, of whose messages `pool` does several at a time.
    """

    name: str
    table: str
    filters: Sequence[Mapping[str, Any]]
    queue: FolderQueue
    look_s: float
    pool: Executor | None = None


class StreamWorker:
    """Follows the stream from where the last run of this data folder ended."""

    def __init__(
        self,
        services: LaptopServices,
        engine: Engine,
        stop: Event,
        wakes: Wakes,
        process: Callable[[dict[str, Any]], Mapping[str, Any]],
    ) -> None:
        self._wakes = wakes
        mapping = EventSourceMapping(
            process, on_failure=self._lost, filters=wakes.filters, pause=stop.wait
        )
        self.poller = follow(services.data, wakes.name, engine, wakes.table, mapping)

    def work(self, stop: Event, work: Callable[[dict[str, Any]], object]) -> None:
        """Do by `work` what the queue holds, as it falls due, until `stop` is set."""
        wakes = self._wakes
        while not stop.wait(wakes.look_s):
            try:
                wakes.queue.hand_over(work, wakes.pool)
            except (HiloError, ValueError) as fault:
                logger.warning("a message stays in the queue of %s: %s", wakes.name, fault)
                stop.wait(_AFTER_FAULT_S)

    def _lost(self, records: Any) -> None:
        logger.error("%d changes were not seen by %s", len(records), self._wakes.name)
