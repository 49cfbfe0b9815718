"""The notice that an endpoint was disabled, for the others."""

from functions.domain.delivery.endpoint import Endpoint
from functions.schemas.event_data import DisabledEndpoint
from functions.services.delivery.notices import Notice
from functions.storage.keys import delivery_keys


def disabled_notice(endpoint: Endpoint) -> Notice:
    """The notice that an endpoint was disabled; the endpoint itself does not get it."""
    at = endpoint.disabled_at or 0
    reason = endpoint.disabled or "by_shop"
    data = DisabledEndpoint(endpoint_id=endpoint.id, reason=reason, disabled_at=at).model_dump()
    return Notice(
        delivery_keys.endpoint(endpoint.id),
        f"endpoint.disabled#{at}",
        "endpoint.disabled",
        at,
        data,
        not_to=frozenset({endpoint.id}),
    )
