"""Whether the endpoint on a channel's route takes nudges now."""

from functions.domain.delivery.endpoint import Endpoint, Health
from functions.domain.nudges.guards.case import Verdict


def held_by_endpoint(
    endpoint_id: str, endpoint: Endpoint | None, health: Health, *, now: int
) -> Verdict | None:
    """Return why nudges wait for an endpoint at `now` (UTC ms); None while it takes them."""
    if endpoint is None:
        return Verdict("hold", f"endpoint_deleted {endpoint_id}")
    if not endpoint.enabled:
        return Verdict("hold", f"endpoint_disabled {endpoint_id}")
    if health.paused_until > now:
        return Verdict("hold", f"endpoint_resting {endpoint_id}", health.paused_until)
    return None
