"""Restock on a laptop: the Catalog table's stream and the queue wake the same code as on AWS."""

from collections.abc import Mapping
from threading import Event
from typing import Any

from functions.restock.wiring import process_restock
from local.engine import Engine
from local.services import LaptopServices
from local.stream_worker import StreamWorker, Wakes

# As in template.yaml: stock that can be sold, and items that changed.
CATALOG_CHANGES: tuple[Mapping[str, Any], ...] = (
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"available": {"BOOL": [True]}}},
    },
    {"eventName": ["MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["item"]}}}},
)
_LOOK_S = 0.5


class RestockRun:
    def __init__(self, services: LaptopServices, engine: Engine, stop: Event) -> None:
        self._process = process_restock(services)
        wakes = Wakes(
            "restock",
            services.settings.catalog_table,
            CATALOG_CHANGES,
            services.restock_queue,
            _LOOK_S,
        )
        self._worker = StreamWorker(services, engine, stop, wakes, self._process)
        self.poller = self._worker.poller

    def work(self, stop: Event) -> None:
        """Do what the queue holds, as it falls due, until `stop` is set."""
        self._worker.work(stop, self._process.work)
