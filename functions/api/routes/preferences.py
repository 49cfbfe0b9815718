"""Preferences of a customer, read and set by the shop with a secret key."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import PreferenceRowsDep, SetPreferencesDep, TimelineDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.api.routes.customers import UserId
from functions.domain.access_key import AccessKey
from functions.domain.person import customer
from functions.domain.preferences import CHANNELS, PERSONALIZATION, Answer, Preferences, allows
from functions.errors import FieldFault, Invalid
from functions.schemas.faults import faults_named
from functions.schemas.preferences import (
    Consent,
    PreferenceSource,
    PreferencesRequest,
    PreferencesResponse,
)
from functions.schemas.stock import MAX_AHEAD_MS

router = own_router("customers")
Caller = Annotated[AccessKey, Depends(require("customers"))]
_MAX_BODY_BYTES = 10_000


@router.get("/customers/{user_id}/preferences")
def get_preferences(
    user_id: UserId, _: Caller, rows: PreferenceRowsDep, timeline: TimelineDep
) -> PreferencesResponse:
    """Get the preferences; by default personalization is on and no channel has consent."""
    preferences, _rev = rows.get(customer(timeline.current(user_id)))
    return _answer(preferences)


@router.put("/customers/{user_id}/preferences", **reads(PreferencesRequest))
async def put_preferences(
    request: Request,
    user_id: UserId,
    caller: Caller,
    *,
    put: SetPreferencesDep,
    timeline: TimelineDep,
    clock: ClockDep,
) -> PreferencesResponse:
    """Set preferences of a customer; fields that are not given stay as they are.

    With `personalization` off no profile is kept and the customer is shown popular items;
    their events are recorded and not learned from.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(PreferencesRequest):
        fields = PreferencesRequest.model_validate(body)
    if fields.at is not None and fields.at > clock() + MAX_AHEAD_MS:
        raise Invalid(FieldFault("at", "must not lie in the future; set the clock right"))
    at = clock() if fields.at is None else fields.at
    answers = _answers(fields, at=at, by=f"key {caller.id}")
    preferences = await run_in_threadpool(lambda: put(customer(timeline.current(user_id)), answers))
    return _answer(preferences)


def _answers(fields: PreferencesRequest, *, at: int, by: str) -> dict[str, Answer]:
    named = {
        name: value for name, value in fields.consent.model_dump().items() if value is not None
    }
    if fields.personalization is not None:
        named[PERSONALIZATION] = fields.personalization == "on"
    return {name: Answer(value, at, by, fields.wording) for name, value in named.items()}


def _answer(preferences: Preferences) -> PreferencesResponse:
    return PreferencesResponse(
        personalization="on" if allows(preferences, PERSONALIZATION) else "off",
        consent=Consent(**{channel: allows(preferences, channel) for channel in CHANNELS}),
        sources={
            name: PreferenceSource(at=each.at, by=each.by, wording=each.wording)
            for name, each in sorted(preferences.items())
        },
    )
