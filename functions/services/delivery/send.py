"""Send one event to one endpoint: as a signed webhook, or to the event bus."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from functions.domain.delivery import signing
from functions.domain.delivery.answer import Answer
from functions.domain.delivery.endpoint import Endpoint
from functions.ports.webhooks import WebAnswer, Webhooks
from functions.services.delivery.secrets import EndpointSecrets

_HEADERS = {
    "Content-Type": "application/json",
    "User-Agent": "Hilo-Webhooks/1",
    "Accept-Encoding": "identity",
}


class SendWebhook:
    def __init__(
        self, webhooks: Webhooks, secrets: EndpointSecrets, clock: Callable[[], int]
    ) -> None:
        self._webhooks = webhooks
        self._secrets = secrets
        self._clock = clock

    def __call__(self, endpoint: Endpoint, message_id: str, body: bytes) -> WebAnswer:
        """Post a body with the signatures of the secrets that are live now.

        Raises:
            Unavailable: the secrets cannot be read now.
        """
        now = self._clock()
        secrets = self._secrets.live(endpoint, now=now)
        headers = signing.headers(message_id, body, secrets=secrets, now=now)
        return self._webhooks.post(endpoint.url or "", {**_HEADERS, **headers}, body)


class SendEvent:
    """Sends an event by the way of its endpoint."""

    def __init__(self, webhook: SendWebhook) -> None:
        self._webhook = webhook

    def __call__(self, endpoint: Endpoint, message_id: str, body: bytes) -> Answer:
        """Send once; the answer says what became of it.

        Raises:
            Unavailable: the secrets cannot be read now.
        """
        found = self._webhook(endpoint, message_id, body)
        return Answer(found.status, found.reason, found.retry_after)


def body_of(event_type: str, created_at: int, data: Mapping[str, Any]) -> bytes:
    """The body of an event that was made at `created_at` (UTC ms), by Standard Webhooks."""
    at = datetime.fromtimestamp(created_at / 1000, UTC).isoformat(timespec="milliseconds")
    event = {"type": event_type, "timestamp": at.replace("+00:00", "Z"), "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
