"""Hand over one ready nudge on the route of its channel, unless that is pulled."""

from collections.abc import Callable
from dataclasses import replace

from functions.domain.delivery.delivery import Delivery, DeliveryId, event_of_nudge
from functions.domain.delivery.endpoint import HOUR_MS
from functions.domain.delivery.event_types import type_of_nudge
from functions.domain.delivery.open_route import held_by_endpoint
from functions.domain.delivery.routes import NATIVE, endpoint_of
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.services.delivery.attempt import AttemptDelivery
from functions.services.delivery.native import HandOverNative
from functions.services.nudges.hand_over.claim import Claim
from functions.storage.deliveries import delivery_put
from functions.storage.endpoints import EndpointRows
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.nudges import NudgeRows

# So long an endpoint may take to accept a nudge; quiet hours and its own time end it before.
VALID_FOR_MS = 24 * HOUR_MS


class StartNudge:
    def __init__(
        self,
        *,
        nudges: NudgeRows,
        settings: NudgeSettingsRows,
        endpoints: EndpointRows,
        claim: Claim,
        attempt: AttemptDelivery,
        native: HandOverNative,
        table: str,
        clock: Callable[[], int],
    ) -> None:
        self._nudges = nudges
        self._settings = settings
        self._endpoints = endpoints
        self._claim = claim
        self._attempt = attempt
        self._native = native
        self._table = table
        self._clock = clock

    def __call__(self, nudge_id: NudgeId) -> None:
        """Claim a ready nudge and make the first attempt; what cannot be tried now stays ready.

        Raises:
            Unavailable, RevisionLost: a nudge that was claimed is due as a delivery.
        """
        nudge = self._nudges.find([nudge_id]).get(nudge_id)
        if nudge is None or nudge.state != "ready" or nudge.channel in {None, ON_SITE}:
            return
        assert nudge.channel is not None  # noqa: S101 as just looked at
        route = self._settings.get().route(nudge.channel)
        endpoint_id = endpoint_of(route)
        if route == NATIVE:
            self._native(nudge_id)
        elif endpoint_id and self._takes(endpoint_id):
            self._to_endpoint(nudge, route, endpoint_id)

    def _takes(self, endpoint_id: str) -> bool:
        endpoint, health = self._endpoints.find(endpoint_id)
        return held_by_endpoint(endpoint_id, endpoint, health, now=self._clock()) is None

    def _to_endpoint(self, nudge: Nudge, route: str, endpoint_id: str) -> None:
        made: list[Delivery] = []

        def delivery_of(claimed: Nudge) -> list[dict[str, object]]:
            made[:] = [_delivery(claimed, endpoint_id)]
            return [delivery_put(self._table, made[0], again=True)]

        claimed = self._claim(
            nudge.id, state="sending", valid_for_ms=VALID_FOR_MS, route=route, also=delivery_of
        )
        if claimed:
            self._attempt.first(replace(made[0], rev=1), claimed)


def _delivery(nudge: Nudge, endpoint_id: str) -> Delivery:
    """The delivery of a nudge that is claimed now, with its first attempt begun."""
    event_type, at = type_of_nudge(nudge.id.kind), nudge.handed_over_at or 0
    own = DeliveryId(nudge.id.person.key, event_of_nudge(event_type, nudge.id), endpoint_id)
    made = Delivery(own, event_type, at, at, valid_until=nudge.valid_until, nudge=nudge.id)
    return made.tried(now=at)
