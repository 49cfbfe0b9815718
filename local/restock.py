"""Restock on a laptop: the Catalog table's stream and the queue wake the same code as on AWS."""

import logging
from collections.abc import Mapping
from threading import Event
from typing import Any

from functions.errors import HiloError
from functions.restock.wiring import process_restock
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.stream_position import follow

logger = logging.getLogger(__name__)

# As in template.yaml: stock that can be sold, and items that changed.
CATALOG_CHANGES: tuple[Mapping[str, Any], ...] = (
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"available": {"BOOL": [True]}}},
    },
    {"eventName": ["MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["item"]}}}},
)
_LOOK_S = 0.5
_AFTER_FAULT_S = 2.0


class RestockRun:
    """Follows the stream from where the last run of this data folder ended."""

    def __init__(self, services: LaptopServices, engine: Engine, stop: Event) -> None:
        self._process = process_restock(services)
        self._queue = services.restock_queue
        mapping = EventSourceMapping(
            self._process, on_failure=_lost, filters=CATALOG_CHANGES, pause=stop.wait
        )
        table = services.settings.catalog_table
        self.poller = follow(services.data, "restock", engine, table, mapping)

    def work(self, stop: Event) -> None:
        """Do what the queue holds, as it falls due, until `stop` is set."""
        while not stop.wait(_LOOK_S):
            try:
                self._queue.hand_over(self._process.work)
            except (HiloError, ValueError) as fault:
                logger.warning("a message stays in the restock queue: %s", fault)
                stop.wait(_AFTER_FAULT_S)


def _lost(records: Any) -> None:
    logger.error(
        "%d changes of the catalogue were not looked at; put the stock again", len(records)
    )
