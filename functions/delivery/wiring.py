"""Make the services of the delivery function."""

from functions.bootstrap import Services
from functions.delivery.process import ProcessDelivery
from functions.services.delivery import wiring
from functions.services.nudges.contents.wiring import build_content
from functions.services.serving.recommend import Recommend

_WORKERS = 16


def process_delivery(services: Services, recommend: Recommend) -> ProcessDelivery:
    """Make what delivers; messages show what `recommend` gives."""
    attempt = wiring.attempt(services, build_content(services, recommend))
    return ProcessDelivery(
        start=wiring.start(services, attempt),
        attempt=attempt,
        find_due=wiring.find_due(services),
        notify=wiring.notify(services),
        settings=services.storage.nudge_settings.get,
        queue=services.delivery_queue,
        pool=services.pool(_WORKERS),
        meter=services.meter,
        clock=services.clock,
    )
