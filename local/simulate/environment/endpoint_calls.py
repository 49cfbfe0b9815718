"""Steps that concern endpoints: calls of their routes, and what becomes of their receivers."""

from functions.services.delivery.endpoints import EndpointFields
from functions.services.delivery.wiring import endpoints
from local.simulate.environment.routes import url_of
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.webhook_receivers import BUS, WebhookReceivers
from local.simulate.steps import DeleteEndpoint, EndpointFails, PutEndpoint, RotateSecret


class EndpointCalls:
    def __init__(self, services: SimulatedServices, receivers: WebhookReceivers) -> None:
        self._endpoints = endpoints(services)
        self._receivers = receivers

    def put(self, step: PutEndpoint) -> None:
        url = None if step.endpoint == BUS else url_of(step.endpoint)
        _, secret = self._endpoints.put(step.endpoint, EndpointFields(url, enabled=step.enabled))
        if secret:
            self._receivers.forget(step.endpoint)
            self._receivers.shown(step.endpoint, secret)

    def rotate(self, step: RotateSecret) -> None:
        _, secret = self._endpoints.rotate(step.endpoint)
        self._receivers.shown(step.endpoint, secret)

    def delete(self, step: DeleteEndpoint) -> None:
        self._endpoints.delete(step.endpoint)

    def fails(self, step: EndpointFails) -> None:
        self._receivers.failing[step.endpoint] = step.status
