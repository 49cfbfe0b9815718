"""Feedback on Lambda: woken by the queue of what providers report."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.feedback.wiring import process_feedback

_services = bootstrap("feedback", os.environ)
_process = process_feedback(_services)


@_services.handling
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return _process(event)
