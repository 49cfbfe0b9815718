"""Send an event of the type `test` to an endpoint, at once and once."""

from collections.abc import Callable

from functions.domain.delivery.answer import Answer
from functions.domain.delivery.event_types import TEST_TYPE
from functions.services.delivery.endpoints import Endpoints
from functions.services.delivery.send import OutgoingEvent, SendEvent

_RANDOM_BYTES = 12


class TryEndpoint:
    def __init__(
        self,
        endpoints: Endpoints,
        send: SendEvent,
        clock: Callable[[], int],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._endpoints = endpoints
        self._send = send
        self._clock = clock
        self._random_bytes = random_bytes

    def __call__(self, endpoint_id: str) -> Answer:
        """What the endpoint answers; neither the log nor its health shows it.

        Raises:
            NotFound: there is none of this name.
        """
        endpoint, _ = self._endpoints.find(endpoint_id)
        message_id = f"msg_test_{self._random_bytes(_RANDOM_BYTES).hex()}"
        data = {"endpoint_id": endpoint.id}
        return self._send(endpoint, OutgoingEvent(message_id, TEST_TYPE, self._clock(), data))
