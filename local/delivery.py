"""Delivery on a laptop: the Customers table's stream and the queue wake the same code as on AWS."""

import logging
from collections.abc import Mapping
from threading import Event
from typing import Any

from functions.delivery.wiring import process_delivery
from functions.errors import HiloError
from functions.services.serving.recommend import Recommend
from local.engine import Engine
from local.services import LaptopServices
from local.stream_worker import StreamWorker, Wakes

logger = logging.getLogger(__name__)

# As in template.yaml.
CUSTOMER_CHANGES: tuple[Mapping[str, Any], ...] = (
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "nudge#"}]}}},
    },
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "conversion#"}]}}},
    },
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": ["preferences"]}}},
    },
)
_LOOK_S = 0.2
_SECONDS_BETWEEN_SCHEDULES = 10.0
_WORKERS = 16


class DeliveryRun:
    def __init__(
        self,
        services: LaptopServices,
        engine: Engine,
        recommend: Recommend,
        stop: Event,
        *,
        look_s: float = _SECONDS_BETWEEN_SCHEDULES,
    ) -> None:
        self._look_s = look_s
        self._process = process_delivery(services, recommend)
        wakes = Wakes(
            "delivery",
            services.settings.customers_table,
            CUSTOMER_CHANGES,
            services.delivery_queue,
            _LOOK_S,
            services.pool(_WORKERS),
        )
        self._worker = StreamWorker(services, engine, stop, wakes, self._process)
        self.poller = self._worker.poller

    def work(self, stop: Event) -> None:
        """Do what the queue holds, as it falls due, until `stop` is set."""
        self._worker.work(stop, self._process.work)

    def look(self, stop: Event) -> None:
        """Look for what is due, as the schedule does on AWS, until `stop` is set."""
        while not stop.wait(self._look_s):
            try:
                self._process({})
            except HiloError as fault:
                logger.warning("what is due is looked for again: %s", fault)
