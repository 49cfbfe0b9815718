"""Redrive on Lambda: once a day by its schedule, and whenever an operator invokes it."""

import os
from dataclasses import asdict
from typing import Any

from functions.bootstrap import bootstrap
from functions.redrive.redrive import Redrive

_SPARE_S = 60  # what one more file may take

_services = bootstrap("redrive", os.environ)
_redrive = Redrive(_services)


@_services.handling
def handler(_event: dict[str, Any], context: Any) -> dict[str, Any]:
    left_s = context.get_remaining_time_in_millis() / 1000
    return asdict(_redrive(for_s=left_s - _SPARE_S))
