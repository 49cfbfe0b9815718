"""Disable an endpoint, and give notice of it to the others."""

from collections.abc import Callable

from functions.domain.delivery.endpoint import Disabled, Endpoint
from functions.observability import Meter
from functions.services.retry import until_written
from functions.storage.endpoints import EndpointRows


class DisableEndpoint:
    def __init__(
        self,
        endpoints: EndpointRows,
        notify: Callable[[Endpoint], None],
        meter: Meter,
        clock: Callable[[], int],
    ) -> None:
        self._endpoints = endpoints
        self._notify = notify
        self._meter = meter
        self._clock = clock

    def __call__(self, endpoint: Endpoint, why: Disabled) -> None:
        """Disable an endpoint that fails for good; one that was changed meanwhile stays as it is.

        Raises:
            RevisionLost, Unavailable: it was not written.
        """
        now = self._clock()

        def attempt() -> bool:
            known, _ = self._endpoints.find(endpoint.id)
            if known is None or known.url != endpoint.url or not known.enabled:
                return False
            self._notify(known.off(why, now=now))
            self._endpoints.put(known.off(why, now=now))
            return True

        if until_written(attempt):
            self._meter.count("endpoints_disabled")
