"""Send one event to one endpoint: as a signed webhook, or to the event bus."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from functions.domain.delivery import signing
from functions.domain.delivery.answer import Answer
from functions.domain.delivery.endpoint import Endpoint
from functions.ports.event_bus import EventBus
from functions.ports.webhooks import Webhooks
from functions.services.delivery.secrets import EndpointSecrets

_HEADERS = {
    "Content-Type": "application/json",
    "User-Agent": "Hilo-Webhooks/1",
    "Accept-Encoding": "identity",
}
_SOURCE = "/hilo"


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """One event as it goes out; `message_id` is the same at each attempt, `at` is UTC ms."""

    message_id: str
    type: str
    at: int
    data: Mapping[str, Any]

    @property
    def time(self) -> str:
        """When it happened, as RFC 3339 writes it."""
        at = datetime.fromtimestamp(self.at / 1000, UTC).isoformat(timespec="milliseconds")
        return at.replace("+00:00", "Z")


class SendEvent:
    """Sends an event by the way of its endpoint."""

    def __init__(
        self,
        webhooks: Webhooks,
        bus: EventBus,
        secrets: EndpointSecrets,
        clock: Callable[[], int],
    ) -> None:
        self._webhooks = webhooks
        self._bus = bus
        self._secrets = secrets
        self._clock = clock

    def __call__(self, endpoint: Endpoint, event: OutgoingEvent) -> Answer:
        """Send once; the answer is what became of it.

        Raises:
            Unavailable: the secrets of the endpoint cannot be read now.
        """
        if endpoint.url is None:
            reason = self._bus.put(event.type, as_cloud_event(event))
            return Answer(200) if reason is None else Answer(None, reason)
        return self._posted(endpoint, endpoint.url, event)

    def _posted(self, endpoint: Endpoint, url: str, event: OutgoingEvent) -> Answer:
        now, body = self._clock(), as_webhook(event)
        secrets = self._secrets.live(endpoint, now=now)
        headers = signing.headers(event.message_id, body, secrets=secrets, now=now)
        found = self._webhooks.post(url, {**_HEADERS, **headers}, body)
        return Answer(found.status, found.reason, found.retry_after)


def as_webhook(event: OutgoingEvent) -> bytes:
    """The body of a webhook, by Standard Webhooks 1.0."""
    return _json({"type": event.type, "timestamp": event.time, "data": event.data}).encode()


def as_cloud_event(event: OutgoingEvent) -> str:
    """The event in CloudEvents' JSON form (version 1.0)."""
    return _json(
        {
            "specversion": "1.0",
            "id": event.message_id,
            "source": _SOURCE,
            "type": event.type,
            "time": event.time,
            "datacontenttype": "application/json",
            "data": event.data,
        }
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
