"""Imports on Lambda: woken by EventBridge, to which the bucket reports each new file."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.imports.wiring import process_imports

_SPARE_MS = 420_000  # seven of fifteen minutes: what the longest part and its repeats may take

_services = bootstrap("imports", os.environ)
_process = process_imports(_services)


@_services.handling
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _process(event, lambda: context.get_remaining_time_in_millis() < _SPARE_MS)
