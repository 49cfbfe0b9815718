"""Where the nudges of each channel go in a run, set before anything happens."""

from collections.abc import Mapping
from dataclasses import replace

from functions.domain.delivery.event_types import EVENT_TYPES
from functions.domain.delivery.providers import (
    EmailProvider,
    Providers,
    PushProvider,
    SmsProvider,
    WhatsAppProvider,
)
from functions.domain.delivery.routes import endpoint_of
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.settings import NudgeSettings
from functions.services.delivery.endpoints import EndpointFields
from functions.services.delivery.wiring import endpoints
from functions.storage.nudge_settings import Change
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.webhook_receivers import BUS, WebhookReceivers
from local.simulate.history import History, Input
from local.simulate.steps import ChangeSettings

WATCHER = "watcher"
"""An endpoint that is no route: it gets notices of every type."""
PROVIDERS = Providers(
    email=EmailProvider("shop@example.com"),
    sms=SmsProvider("pool"),
    push=PushProvider({"ios": "arn:ios", "android": "arn:android"}),
    whatsapp=WhatsAppProvider("number", languages={"en": "en", "es": "es"}),
)


def set_routes(
    services: SimulatedServices,
    receivers: WebhookReceivers,
    routes: Mapping[Channel, str],
    history: History,
) -> None:
    """Make the endpoints of these routes, and one that only gets notices."""
    make = endpoints(services)
    for endpoint in sorted({WATCHER, *filter(None, map(endpoint_of, routes.values()))}):
        types = EVENT_TYPES if endpoint == WATCHER else ()
        url = None if endpoint == BUS else url_of(endpoint)
        _, secret = make.put(endpoint, EndpointFields(url, types))
        if secret:
            receivers.shown(endpoint, secret)
    settings = replace(NudgeSettings(), routes=dict(routes), providers=PROVIDERS)
    change = Change(1, services.clock(), "simulated", {"routes": dict(routes)})
    services.storage.nudge_settings.put(settings, change)
    named = tuple((f"route.{channel}", route) for channel, route in routes.items())
    step = ChangeSettings(number=0, at=0, values=named)
    history.inputs.append(Input(step, history.start, history.start, "done"))


def url_of(endpoint: str) -> str:
    return f"https://shop.example.com/{endpoint}"
