"""Segment's HTTP tracking API: /v1/batch and a route for each kind of call."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.entries import Delivery
from functions.api.schemas.limits import MAX_BATCH_BYTES, MAX_ENTRIES
from functions.api.schemas.segment import Intake, Time, millis
from functions.api.trust import trust_of
from functions.domain.access_key import AccessKey
from functions.errors import FieldFault, Invalid, TooLarge

router = APIRouter(prefix="/v1", tags=["events"])
Caller = Annotated[AccessKey, Depends(require("events"))]
_TIME = TypeAdapter(Time)


@router.post("/batch")
async def batch(request: Request, caller: Caller) -> Intake:
    """Up to 2,500 calls at once; the answer tells which were refused, and why."""
    body = await json_object(request, max_bytes=MAX_BATCH_BYTES)
    entries = body.get("batch")
    if not isinstance(entries, list):
        raise Invalid(FieldFault("batch", "must be a list of calls"))
    if len(entries) > MAX_ENTRIES:
        raise TooLarge(f"a batch may have {MAX_ENTRIES} entries, not {len(entries)}")
    return await _record(request, caller, entries, body)


@router.post("/track")
async def track(request: Request, caller: Caller) -> Intake:
    """Record what somebody did."""
    return await _record_one(request, caller, "track")


@router.post("/identify")
async def identify(request: Request, caller: Caller) -> Intake:
    """Say who somebody is."""
    return await _record_one(request, caller, "identify")


@router.post("/page")
async def page(request: Request, caller: Caller) -> Intake:
    """Record a page seen on the web."""
    return await _record_one(request, caller, "page")


@router.post("/screen")
async def screen(request: Request, caller: Caller) -> Intake:
    """Record a screen seen in an app."""
    return await _record_one(request, caller, "screen")


async def _record_one(
    request: Request, caller: AccessKey, kind: Literal["track", "identify", "page", "screen"]
) -> Intake:
    body = await json_object(request, max_bytes=MAX_BATCH_BYTES)
    answer = await _record(request, caller, [{**body, "type": kind}], body)
    if answer.rejected:
        raise Invalid(*(FieldFault(r.field or "body", r.reason) for r in answer.rejected))
    return answer


async def _record(
    request: Request, caller: AccessKey, entries: list[Any], body: dict[str, Any]
) -> Intake:
    services = request.app.state
    delivery = Delivery(
        trust=trust_of(request, caller),
        received_at=services.clock(),
        sent_at=_sent_at(body),
        context=_context(body) if "batch" in body else {},
        pseudonym=services.pseudonym,
    )
    return await run_in_threadpool(services.record, entries, delivery)


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
    return context
