"""Delivery on Lambda: woken by the Customers table's stream, by its queue, and every minute."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.delivery.wiring import process_delivery
from functions.services.serving.wiring import recommend, scorer_provider

_services = bootstrap("delivery", os.environ)
_process = process_delivery(_services, recommend(_services, scorer_provider(_services)))


@_services.handling
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return _process(event)
