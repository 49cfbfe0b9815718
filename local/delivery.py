"""Delivery on a laptop: the Customers table's stream and the queue wake the same code as on AWS."""

import logging
from collections.abc import Mapping
from threading import Event
from typing import Any

from functions.delivery.wiring import process_delivery
from functions.errors import HiloError
from functions.services.serving.recommend import Recommend
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.stream_position import follow

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
_AFTER_FAULT_S = 2.0
_WORKERS = 16


class DeliveryRun:
    """Follows the stream from where the last run of this data folder ended."""

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
        self._pool = services.pool(_WORKERS)
        self._process = process_delivery(services, recommend)
        self._queue = services.delivery_queue
        mapping = EventSourceMapping(
            self._process, on_failure=_lost, filters=CUSTOMER_CHANGES, pause=stop.wait
        )
        table = services.settings.customers_table
        self.poller = follow(services.data, "delivery", engine, table, mapping)

    def work(self, stop: Event) -> None:
        """Do what the queue holds, as it falls due, until `stop` is set."""
        while not stop.wait(_LOOK_S):
            try:
                self._queue.hand_over(self._process.work, self._pool)
            except (HiloError, ValueError) as fault:
                logger.warning("a message stays in the delivery queue: %s", fault)
                stop.wait(_AFTER_FAULT_S)

    def look(self, stop: Event) -> None:
        """Look for what is due, as the schedule does on AWS, until `stop` is set."""
        while not stop.wait(self._look_s):
            try:
                self._process({})
            except HiloError as fault:
                logger.warning("what is due is looked for again: %s", fault)


def _lost(records: Any) -> None:
    logger.error("%d changes of nudges were not seen by endpoints", len(records))
