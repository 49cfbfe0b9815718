"""Settings of nudges, the switch that pauses them all, and what is held."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import (
    ChangeNudgeSettingsDep,
    EndpointsDep,
    HeldDep,
    NudgeSettingsRowsDep,
    RequirePostalAddressDep,
)
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.nudges.settings import NudgeSettings
from functions.schemas.faults import faults_named
from functions.schemas.nudge_settings import (
    NudgeSettingsHistory,
    NudgeSettingsRequest,
    NudgeSettingsResponse,
    SettingsChange,
)
from functions.schemas.nudges import HeldPerson, HeldResponse, ReleaseResponse
from functions.services.nudges.settings import shown

router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]
_MAX_BODY_BYTES = 50_000


@router.get("/settings/nudges")
def get_nudge_settings(_: Caller, rows: NudgeSettingsRowsDep) -> NudgeSettingsResponse:
    """Get all settings of nudges. At first the shop is in the sandbox and every kind is off."""
    return _response(rows.get())


@router.put("/settings/nudges", **reads(NudgeSettingsRequest))
async def put_nudge_settings(
    request: Request,
    caller: Caller,
    change: ChangeNudgeSettingsDep,
    endpoints: EndpointsDep,
    required: RequirePostalAddressDep,
) -> NudgeSettingsResponse:
    """Change settings; what is not given stays. They hold from the next decision on.

    Switching a kind on sets its watermark: nothing that happened before starts a sequence.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(NudgeSettingsRequest):
        asked = NudgeSettingsRequest.model_validate(body)
    changes = asked.model_dump(exclude_none=True, mode="json")
    routes = changes.get("routes", {})
    await run_in_threadpool(endpoints.check_routes, routes)
    await run_in_threadpool(required.of_routes, routes)
    return _response(await run_in_threadpool(lambda: change(changes, by=f"key {caller.id}")))


@router.get("/settings/nudges/history")
def get_nudge_settings_history(
    _: Caller, rows: NudgeSettingsRowsDep, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> NudgeSettingsHistory:
    """Get the newest changes of the settings: what was given, when, and by which key."""
    changes = rows.history(limit=limit)
    return NudgeSettingsHistory(
        changes=[
            SettingsChange(rev=each.rev, at=each.at, by=each.by, changes=each.changes)
            for each in changes
        ]
    )


@router.post("/nudges/pause")
def pause_nudges(caller: Caller, change: ChangeNudgeSettingsDep) -> NudgeSettingsResponse:
    """Pause everything: from now on no nudge is decided or handed over until they resume."""
    return _response(change({"paused": True}, by=f"key {caller.id}"))


@router.post("/nudges/resume")
def resume_nudges(caller: Caller, change: ChangeNudgeSettingsDep) -> NudgeSettingsResponse:
    """Go on after a pause; what makes no sense any more lapses."""
    return _response(change({"paused": False}, by=f"key {caller.id}"))


@router.get("/nudges/held")
def list_held(_: Caller, held: HeldDep) -> HeldResponse:
    """List people whose agendas are held, because this version of Hilo cannot read them."""
    return HeldResponse(
        held=[
            HeldPerson(
                user_id=person.id if person.kind == "customer" else None,
                anonymous_id=person.id if person.kind == "visitor" else None,
                held_at=at,
            )
            for person, at in held.all()
        ]
    )


@router.post("/nudges/held/release")
def release_held(_: Caller, held: HeldDep) -> ReleaseResponse:
    """Make held agendas due again; those that still cannot be read are held anew."""
    return ReleaseResponse(released=held.release())


def _response(settings: NudgeSettings) -> NudgeSettingsResponse:
    return NudgeSettingsResponse(rev=settings.rev, settings=shown(settings))
