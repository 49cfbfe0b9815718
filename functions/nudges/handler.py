"""The sweep on Lambda: every minute by its schedule, and by messages that name shards."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.nudges.wiring import sweep_shards

_SPARE_MS = 15_000  # what the page of people at hand may still take

_services = bootstrap("nudges", os.environ)
_sweep = sweep_shards(_services)


@_services.handling
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _sweep(event, may_go_on=lambda: context.get_remaining_time_in_millis() > _SPARE_MS)
