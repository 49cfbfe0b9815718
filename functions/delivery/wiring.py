"""Make the services of the delivery function."""

from functions.bootstrap import Services
from functions.delivery.process import ProcessDelivery
from functions.delivery.reports_wiring import process_feedback
from functions.rendering.render import Renderer
from functions.rendering.render_nudge import RenderNudge
from functions.rendering.templates import Templates
from functions.services.delivery import wiring
from functions.services.nudges.contents.wiring import build_content
from functions.services.serving.recommend import Recommend

_WORKERS = 16


def process_delivery(services: Services, recommend: Recommend) -> ProcessDelivery:
    """Make what delivers; messages show what `recommend` gives."""
    build, renderer = build_content(services, recommend), Renderer()
    attempt = wiring.attempt(services, build)
    templates = Templates(services.storage.templates, renderer, services.clock)
    native = wiring.native(services, build, RenderNudge(templates, renderer))
    return ProcessDelivery(
        start=wiring.start(services, attempt, native),
        attempt=attempt,
        find_due=wiring.find_due(services),
        send_confirmations=wiring.send_confirmations(services),
        notify=wiring.notify(services),
        notify_of_model=wiring.notify_of_model(services),
        take_reports=process_feedback(services),
        settings=services.storage.nudge_settings.get,
        queue=services.delivery_queue,
        pool=services.pool(_WORKERS),
        meter=services.meter,
        clock=services.clock,
    )
