"""Endpoints and their deliveries as JSON."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.delivery.delivery import Delivery, State
from functions.domain.delivery.endpoint import Disabled, Endpoint, Health
from functions.domain.delivery.event_types import EventType

_STRICT = ConfigDict(extra="forbid")
MAX_LOG = 500
Time = Annotated[int, Field(ge=0, lt=10**13)]


class EndpointRequest(BaseModel):
    """An endpoint. It gets notices of `types`, without addresses and codes."""

    model_config = _STRICT

    url: Annotated[str, Field(min_length=1, max_length=2_048)] | None = Field(
        None, description="where webhooks go: https, port 443 or 8443; none for the event bus"
    )
    types: Annotated[list[EventType], Field(max_length=20)] = []
    description: Annotated[str, Field(max_length=200)] = ""
    enabled: bool = True


class EndpointResponse(BaseModel):
    """An endpoint; times are UTC ms. Its secret is shown where it is made, and nowhere else."""

    endpoint_id: str
    url: str | None
    types: list[EventType]
    description: str
    enabled: bool
    created_at: int
    rotated_at: int | None
    disabled: Disabled | None = Field(description="why it is disabled")
    disabled_at: int | None
    failures: int | None = Field(None, description="failed attempts since the last success")
    failing_since: int | None = None
    secret: str | None = Field(None, description="for the verification of signatures")

    @classmethod
    def from_endpoint(
        cls, endpoint: Endpoint, health: Health | None = None, secret: str | None = None
    ) -> Self:
        return cls(
            endpoint_id=endpoint.id,
            url=endpoint.url,
            types=sorted(endpoint.types),
            description=endpoint.description,
            enabled=endpoint.enabled,
            created_at=endpoint.created_at,
            rotated_at=endpoint.rotated_at,
            disabled=endpoint.disabled,
            disabled_at=endpoint.disabled_at,
            failures=health.failures if health else None,
            failing_since=health.failing_since if health else None,
            secret=secret,
        )


class EndpointsResponse(BaseModel):
    endpoints: list[EndpointResponse]


class TestResponse(BaseModel):
    """What became of a test: the HTTP status, or else the reason for which there is none."""

    __test__ = False  # no test class, for pytest

    delivered: bool
    status: int | None
    reason: str


class DeliveryResponse(BaseModel):
    """One event for one endpoint; times are UTC ms."""

    delivery_id: str
    message_id: str = Field(description="the `webhook-id` of all its attempts")
    type: EventType
    state: State
    reason: str
    attempts: int
    status: int | None = Field(description="the HTTP status of the last attempt")
    nudge_id: str | None
    created_at: int
    attempted_at: int | None
    next_attempt_at: int | None

    @classmethod
    def from_delivery(cls, delivery: Delivery) -> Self:
        return cls(
            delivery_id=delivery.id.text,
            message_id=delivery.id.message_id,
            type=delivery.type,
            state=delivery.state,
            reason=delivery.reason,
            attempts=delivery.attempts,
            status=delivery.status,
            nudge_id=delivery.nudge.text if delivery.nudge else None,
            created_at=delivery.created_at,
            attempted_at=delivery.attempted_at,
            next_attempt_at=delivery.due_at if delivery.state == "waiting" else None,
        )


class DeliveriesResponse(BaseModel):
    """The newest first; ask for older ones with `until` as the last `created_at`."""

    deliveries: list[DeliveryResponse]


class ReplayRequest(BaseModel):
    """What to deliver once more: one delivery, or those made between two times (UTC ms)."""

    model_config = _STRICT

    delivery_id: Annotated[str, Field(min_length=1, max_length=2_000)] | None = None
    since: Time | None = None
    until: Time | None = None
    only_failed: bool = True


class ReplayResponse(BaseModel):
    """How many are delivered once more. At 1,000 there may be more: go on with a later `until`."""

    replayed: int
