"""The training schedule on Lambda."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.retrain.run_training import run_training

_services = bootstrap("retrain", os.environ)


@_services.handling
def handler(_event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return run_training(_services)
