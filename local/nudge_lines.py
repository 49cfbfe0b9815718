"""Nudges on a laptop become lines of the lake by the same code as on AWS."""

import logging
from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any

from functions.stream.wiring import process_streams
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.stream_position import follow
from local.streams import StreamPoller

logger = logging.getLogger(__name__)

# As in template.yaml.
NUDGES: Mapping[str, Any] = {
    "eventName": ["INSERT", "MODIFY"],
    "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "nudge#"}, {"prefix": "answer#"}]}}},
}


def nudge_lines(services: LaptopServices, engine: Engine, stop: Event) -> StreamPoller:
    """Follow the Customers table from where the last run of this data folder ended."""
    process = process_streams(services)

    def handle(event: dict[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = process(event, None)
        return answer

    mapping = EventSourceMapping(handle, on_failure=_lost, filters=[NUDGES], pause=stop.wait)
    return follow(services.data, "nudge", engine, services.settings.customers_table, mapping)


def _lost(records: Sequence[Mapping[str, Any]]) -> None:
    logger.error("%d changes of nudges are missing in reports", len(records))
