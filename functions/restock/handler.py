"""Restock on Lambda: woken by the Catalog table's stream, and by its own queue."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.restock.wiring import process_restock

_services = bootstrap("restock", os.environ)
_process = process_restock(_services)


@_services.handling
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return _process(event)
