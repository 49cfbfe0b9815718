"""Endpoints: where nudges and notices go, as webhooks or to the event bus."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import DeliveryLogDep, EndpointsDep, TryEndpointDep
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.delivery.delivery import DeliveryId
from functions.domain.delivery.routes import ENDPOINT_ID
from functions.domain.delivery.signing import shown_secret
from functions.errors import FieldFault, Invalid, NotFound
from functions.schemas.endpoints import (
    MAX_LOG,
    DeliveriesResponse,
    DeliveryResponse,
    EndpointRequest,
    EndpointResponse,
    EndpointsResponse,
    ReplayRequest,
    ReplayResponse,
    TestResponse,
    Time,
)
from functions.schemas.faults import faults_named
from functions.services.delivery.delivery_log import DeliveryLog
from functions.services.delivery.endpoints import EndpointFields

router = own_router("delivery")
Caller = Annotated[AccessKey, Depends(require("nudges"))]
EndpointId = Annotated[str, Path(pattern=rf"^{ENDPOINT_ID}$")]
_MAX_BODY_BYTES = 10_000
_ANY_TIME = 10**13 - 1
_MISSING = may_answer(NotFound)


@router.get("/endpoints")
def list_endpoints(_: Caller, endpoints: EndpointsDep) -> EndpointsResponse:
    """List all endpoints by name."""
    found = [EndpointResponse.from_endpoint(each) for each in endpoints.all()]
    return EndpointsResponse(endpoints=found)


@router.get("/endpoints/{endpoint_id}", responses=_MISSING)
def get_endpoint(_: Caller, endpoint_id: EndpointId, endpoints: EndpointsDep) -> EndpointResponse:
    """Get an endpoint, and how it has done since its last success."""
    return EndpointResponse.from_endpoint(*endpoints.find(endpoint_id))


@router.put("/endpoints/{endpoint_id}", **reads(EndpointRequest))
async def put_endpoint(
    request: Request, _: Caller, endpoint_id: EndpointId, endpoints: EndpointsDep
) -> EndpointResponse:
    """Make or change an endpoint; `bus` stands for the event bus of the stack.

    The answer to the first call has the secret, which is shown only once. Putting a disabled
    endpoint enables it, unless `enabled` is false.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(EndpointRequest):
        asked = EndpointRequest.model_validate(body)
    fields = EndpointFields(asked.url, asked.types, asked.description, asked.enabled)
    endpoint, secret = await run_in_threadpool(endpoints.put, endpoint_id, fields)
    shown = shown_secret(secret) if secret else None
    return EndpointResponse.from_endpoint(endpoint, secret=shown)


@router.delete("/endpoints/{endpoint_id}", status_code=204, responses=_MISSING)
def delete_endpoint(_: Caller, endpoint_id: EndpointId, endpoints: EndpointsDep) -> Response:
    """Delete an endpoint and its secrets; one that is the route of a channel is refused."""
    endpoints.delete(endpoint_id)
    return Response(status_code=204)


@router.post("/endpoints/{endpoint_id}/secret", responses=_MISSING)
def rotate_secret(_: Caller, endpoint_id: EndpointId, endpoints: EndpointsDep) -> EndpointResponse:
    """Make a new secret. For a day each message is signed with the one before, too."""
    endpoint, secret = endpoints.rotate(endpoint_id)
    return EndpointResponse.from_endpoint(endpoint, secret=shown_secret(secret))


@router.post("/endpoints/{endpoint_id}/test", responses=_MISSING)
def send_test_event(_: Caller, endpoint_id: EndpointId, send: TryEndpointDep) -> TestResponse:
    """Send an event of the type `test` now, and see what the endpoint answers."""
    answer = send(endpoint_id)
    return TestResponse(
        delivered=answer.meaning == "delivered", status=answer.status, reason=answer.reason
    )


@router.get("/endpoints/{endpoint_id}/deliveries")
def list_deliveries(
    _: Caller,
    endpoint_id: EndpointId,
    log: DeliveryLogDep,
    *,
    since: Annotated[Time, Query()] = 0,
    until: Annotated[Time, Query()] = _ANY_TIME,
    limit: Annotated[int, Query(ge=1, le=MAX_LOG)] = 50,
) -> DeliveriesResponse:
    """List what went to an endpoint in the last 30 days, the newest first."""
    found = log.newest(endpoint_id, since=since, until=until, limit=limit)
    return DeliveriesResponse(deliveries=[DeliveryResponse.from_delivery(each) for each in found])


@router.post("/endpoints/{endpoint_id}/replay", **reads(ReplayRequest, NotFound))
async def replay_deliveries(
    request: Request, _: Caller, endpoint_id: EndpointId, log: DeliveryLogDep
) -> ReplayResponse:
    """Deliver one event once more, or those of a range of time, under their own ids.

    A nudge is delivered again only while it may still be sent.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(ReplayRequest):
        asked = ReplayRequest.model_validate(body)
    return ReplayResponse(replayed=await run_in_threadpool(_replayed, log, endpoint_id, asked))


def _replayed(log: DeliveryLog, endpoint_id: str, asked: ReplayRequest) -> int:
    if asked.delivery_id is None:
        if asked.since is None:
            raise Invalid(FieldFault("since", "give this, or a delivery_id"))
        until = _ANY_TIME if asked.until is None else asked.until
        found = log.replay_range(
            endpoint_id, since=asked.since, until=until, only_failed=asked.only_failed
        )
        return len(found)
    try:
        delivery_id = DeliveryId.from_text(asked.delivery_id)
    except ValueError as error:
        raise NotFound("there is no such delivery") from error
    if delivery_id.endpoint != endpoint_id:
        raise NotFound("there is no such delivery of this endpoint")
    log.replay(delivery_id)
    return 1
