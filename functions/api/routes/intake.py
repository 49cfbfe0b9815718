"""Segment's HTTP tracking API: /v1/batch and a route for each kind of call.

https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from fastapi import Request

from functions.api.openapi import reads
from functions.api.routers import keyed_router
from functions.api.threads import in_thread
from functions.api.tracking_call import Call, TrackingCall
from functions.api.trust import trust_of
from functions.api.wiring import wiring_for
from functions.domain.event import EventType
from functions.domain.reading.times import time_of
from functions.errors import FieldFault, Invalid, TooLarge
from functions.schemas.json_values import UNWRITABLE, checked_json, without_unwritable
from functions.schemas.limits import MAX_BATCH_BYTES, MAX_CONTEXT_BYTES, MAX_ENTRIES
from functions.schemas.segment import Call as OneCall
from functions.schemas.segment import Calls, EntryWarning, TrackingResponse, is_backfill
from functions.services.tracking.details import Details, object_of
from functions.services.tracking.entries import Delivery

router = keyed_router("events")
_CALL = -1
"""The index of a warning about the call itself."""
SHORTENED = ("batch", "track", "identify", "alias", "page", "screen", "group")
"""Calls that browsers send under their first letter; see `functions.api.short_names`."""
_CALLS: dict[EventType, str] = {
    "track": "Record what a person did.",
    "identify": "Link a device or an id to a customer, and set traits.",
    "alias": "Join `previousId` to the customer `userId`.",
    "page": "Record a page seen on the web.",
    "screen": "Record a screen seen in an app.",
    "group": "Record that a person belongs to a group.",
}


@router.post("/batch", **reads(Calls))
async def batch(request: Request, call: Call) -> TrackingResponse:
    """Record many calls; the answer lists the refused ones with reasons.

    A batch holds 2,500 calls in 500,000 bytes as sent, gzip or not; send several for more.
    """
    return await _record_many(request, call)


@router.post("/import", **reads(Calls))
async def import_history(request: Request, call: Call) -> TrackingResponse:
    """Record history: it is stored and learned from, and triggers no message.

    A batch holds 2,500 calls in 500,000 bytes as sent, gzip or not; send several for more.
    """
    return await _record_many(request, call, backfill=True)


def _record_one(kind: EventType) -> Callable[[Request, TrackingCall], Awaitable[TrackingResponse]]:
    async def record_one(request: Request, call: Call) -> TrackingResponse:
        answer = await _record(request, call, [{**call.body, "type": kind}], context={})
        if answer.rejected:
            raise Invalid(*(FieldFault(r.field or "body", r.reason) for r in answer.rejected))
        return answer

    return record_one


for _kind, _does in _CALLS.items():
    router.post(
        f"/{_kind}", name=_kind, summary=_kind.title(), description=_does, **reads(OneCall)
    )(_record_one(_kind))


async def _record_many(
    request: Request, call: TrackingCall, *, backfill: bool = False
) -> TrackingResponse:
    entries = call.body.get("batch")
    if not isinstance(entries, list):
        raise Invalid(FieldFault("batch", f"must be a list of calls{_of_snowplow(call.body)}"))
    if len(entries) > MAX_ENTRIES:
        raise TooLarge(
            f"a batch holds {MAX_ENTRIES:,} calls in {MAX_BATCH_BYTES:,} bytes, and this one has "
            f"{len(entries):,}: send several"
        )
    backfill = backfill or is_backfill(call.body.get("integrations"))
    details = Details()
    context = _context(call.body, details)
    return await _record(
        request, call, entries, context=context, backfill=backfill, details=details
    )


async def _record(
    request: Request,
    call: TrackingCall,
    entries: list[Any],
    *,
    context: dict[str, Any],
    backfill: bool = False,
    details: Details | None = None,
) -> TrackingResponse:
    """Record the entries; `details` collects what of the call itself cannot be read."""
    wiring = wiring_for(request)
    delivery = Delivery(
        trust=trust_of(request, call.caller, context),
        received_at=wiring.clock(),
        sent_at=(details or Details()).read(call.body, "sentAt", time_of),
        context=context,
        pseudonym=wiring.pseudonym,
        backfill=backfill,
        channel=call.caller.channel,
        key_id=call.caller.id,
        is_set_apart=wiring.set_apart.holds,
    )
    answer = await in_thread(request, partial(wiring.record_events, entries, delivery))
    about = [
        EntryWarning(index=_CALL, field=each.field, reason=each.reason)
        for each in (details.dropped if details else ())
    ]
    return answer.model_copy(update={"warnings": [*about, *answer.warnings]})


def _of_snowplow(body: dict[str, Any]) -> str:
    schema = body.get("schema")
    is_its = isinstance(schema, str) and schema.startswith("iglu:")
    return "; Snowplow's payloads are not read, send Segment's calls" if is_its else ""


def _context(body: dict[str, Any], details: Details) -> dict[str, Any]:
    """The context that all entries share.

    Raises:
        TooLarge: it has more bytes than the entries together could carry.
        Invalid: it is nested too deep.
    """
    context = details.read(body, "context", object_of) or {}
    try:
        text = checked_json({"context": context})
    except Invalid:
        found, dropped = without_unwritable({"context": context})
        for path, value in dropped:
            details.drop(path, UNWRITABLE, value)
        context, text = found["context"], checked_json(found)
    if len(text) > MAX_CONTEXT_BYTES:
        raise TooLarge(f"the context of a batch may have {MAX_CONTEXT_BYTES} bytes")
    return context
