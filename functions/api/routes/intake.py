"""Segment's HTTP tracking API: /v1/batch and a route for each kind of call.

Each has the short name that browsers use, its first letter.
https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from functions.api.dependencies import wiring_for
from functions.api.openapi import reads
from functions.api.tracking_call import Call, TrackingCall
from functions.api.trust import trust_of
from functions.domain.event import EventType
from functions.errors import FieldFault, Invalid, TooLarge
from functions.schemas.json_values import checked_json
from functions.schemas.limits import MAX_CONTEXT_BYTES, MAX_ENTRIES
from functions.schemas.segment import Call as OneCall
from functions.schemas.segment import Calls, Time, TrackingResponse, is_backfill, millis
from functions.services.tracking.entries import Delivery

router = APIRouter(prefix="/v1", tags=["events"])
_TIME = TypeAdapter(Time)
_CALLS: dict[EventType, str] = {
    "track": "Record what a person did.",
    "identify": "Link a device or an id to a customer, and set traits.",
    "alias": "Join `previousId` to the customer `userId`.",
    "page": "Record a page seen on the web.",
    "screen": "Record a screen seen in an app.",
    "group": "Record that a person belongs to a group.",
}


@router.post("/b", include_in_schema=False)
@router.post("/batch", **reads(Calls))
async def batch(request: Request, call: Call) -> TrackingResponse:
    """Record up to 2,500 calls; the answer lists the refused ones with reasons."""
    return await _record_many(request, call)


@router.post("/import", **reads(Calls))
async def import_history(request: Request, call: Call) -> TrackingResponse:
    """Record history: it is stored and learned from, and triggers no message."""
    return await _record_many(request, call, backfill=True)


def _record_one(kind: EventType) -> Callable[[Request, TrackingCall], Awaitable[TrackingResponse]]:
    async def record_one(request: Request, call: Call) -> TrackingResponse:
        answer = await _record(request, call, [{**call.body, "type": kind}], context={})
        if answer.rejected:
            raise Invalid(*(FieldFault(r.field or "body", r.reason) for r in answer.rejected))
        return answer

    return record_one


for _kind, _does in _CALLS.items():
    _endpoint = _record_one(_kind)
    router.post(
        f"/{_kind}", name=_kind, summary=_kind.title(), description=_does, **reads(OneCall)
    )(_endpoint)
    router.post(f"/{_kind[0]}", include_in_schema=False)(_endpoint)


async def _record_many(
    request: Request, call: TrackingCall, *, backfill: bool = False
) -> TrackingResponse:
    entries = call.body.get("batch")
    if not isinstance(entries, list):
        raise Invalid(FieldFault("batch", "must be a list of calls"))
    if len(entries) > MAX_ENTRIES:
        raise TooLarge(f"a batch may have {MAX_ENTRIES} entries, not {len(entries)}")
    backfill = backfill or is_backfill(call.body.get("integrations"))
    return await _record(request, call, entries, context=_context(call.body), backfill=backfill)


async def _record(
    request: Request,
    call: TrackingCall,
    entries: list[Any],
    *,
    context: dict[str, Any],
    backfill: bool = False,
) -> TrackingResponse:
    wiring = wiring_for(request)
    delivery = Delivery(
        trust=trust_of(request, call.caller, context),
        received_at=wiring.clock(),
        sent_at=_sent_at(call.body),
        context=context,
        pseudonym=wiring.pseudonym,
        backfill=backfill,
    )
    return await run_in_threadpool(wiring.record_events, entries, delivery)


def _sent_at(body: dict[str, Any]) -> int | None:
    if body.get("sentAt") is None:
        return None
    try:
        return millis(_TIME.validate_python(body["sentAt"]))
    except ValidationError as error:
        raise Invalid(FieldFault("sentAt", error.errors()[0]["msg"])) from error


def _context(body: dict[str, Any]) -> dict[str, Any]:
    context = body.get("context") or {}
    if not isinstance(context, dict):
        raise Invalid(FieldFault("context", "must be an object"))
    if len(checked_json({"context": context})) > MAX_CONTEXT_BYTES:
        raise TooLarge(f"the context of a batch may have {MAX_CONTEXT_BYTES} bytes")
    return context
