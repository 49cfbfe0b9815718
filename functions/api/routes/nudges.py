"""Nudges: leased by campaign tools, shown by pages, explained to staff, and what became of them."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import Authorization, admit, key_shown, require
from functions.api.bodies import json_object
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import (
    BuildContentsDep,
    ExplainDep,
    FindOnSiteDep,
    LeaseDep,
    ReportOutcomeDep,
    SendTestDep,
    TimelineDep,
)
from functions.api.nudge_responses import explained, leased
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.api.routes.customers import UserId
from functions.api.trust import trust_of
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.domain.nudges.insights.answers import ON_SITE_OUTCOMES, NudgeAnswer
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person, customer, is_unguessable, visitor
from functions.errors import Forbidden, NotFound
from functions.schemas.faults import faults_named
from functions.schemas.nudges import (
    ExplainResponse,
    LeaseRequest,
    LeaseResponse,
    NudgeResponse,
    NudgesResponse,
    OnSiteNudge,
    OutcomeRequest,
    OutcomeResponse,
    TestSendRequest,
)
from functions.services.access.trust import HEADER
from functions.services.nudges.send_test import TestRequest
from functions.services.people.timeline import Timeline

router = own_router("nudges")
_MAX_BODY_BYTES = 10_000
_MAX_ID = 1_000


def _shop_or_page(request: Request, authorization: Authorization) -> AccessKey:
    """The shop with a secret key, or a page with a publishable one that acts for its own user."""
    shown = key_shown(authorization)
    kind = wiring_for(request).key_ring.open(shown).kind
    return admit(request, shown, "nudges" if kind == "secret" else "recommendations")


Caller = Annotated[AccessKey, Depends(_shop_or_page)]
NudgeIdText = Annotated[str, PathParameter(min_length=1, max_length=_MAX_ID)]


@router.post("/nudges/lease", dependencies=[Depends(require("nudges"))], **reads(LeaseRequest))
async def lease_nudges(request: Request, lease: LeaseDep, build: BuildContentsDep) -> LeaseResponse:
    """Lease nudges of a channel that are to be sent now; each was checked a moment ago.

    A leased nudge counts as handed over. Report its outcome: without one it is never leased again.
    Its content is as of now, and its links are of this person only. Do not send it after
    `valid_until`, nor if a later answer lists it under `cancelled`.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(LeaseRequest):
        asked = LeaseRequest.model_validate(body)
    found = await run_in_threadpool(
        lambda: lease(asked.channel, limit=asked.limit, lease_s=asked.lease_s)
    )
    contents = await run_in_threadpool(build, found.nudges, str(request.base_url))
    return leased(found, contents)


@router.post("/nudges/test", dependencies=[Depends(require("nudges"))], **reads(TestSendRequest))
async def send_test(request: Request, send: SendTestDep) -> NudgeResponse:
    """Send a test to a customer of the allow-list, through the route of the channel.

    It needs no consent, waits for no hour, counts against no cap, and is in no report. A pulled
    channel's tool leases it with the others.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(TestSendRequest):
        asked = TestSendRequest.model_validate(body)
    test = TestRequest(asked.kind, asked.channel, asked.made_up)
    nudge = await run_in_threadpool(lambda: send(customer(asked.user_id), test))
    return NudgeResponse.from_nudge(nudge)


@router.post("/nudges/{nudge_id}/outcome", **reads(OutcomeRequest, NotFound))
async def report_outcome(
    request: Request,
    nudge_id: NudgeIdText,
    caller: Caller,
    report: ReportOutcomeDep,
    *,
    timeline: TimelineDep,
    clock: ClockDep,
) -> OutcomeResponse:
    """Report what became of a nudge. `not_sent` frees it; after the others it is never sent again.

    A publishable key reports only that the page's own user saw, clicked or dismissed one.
    """
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(OutcomeRequest):
        asked = OutcomeRequest.model_validate(body)
    found = _id(nudge_id)
    by = f"key {caller.id}"
    if caller.kind == "publishable":
        await run_in_threadpool(_check_reporter, request, caller, found.person, timeline)
        if asked.outcome not in ON_SITE_OUTCOMES:
            raise Forbidden("a publishable key reports shown, clicked and dismissed only")
    now = clock()
    at = now if asked.at is None else min(asked.at, now)
    answer = NudgeAnswer(asked.outcome, at, by, asked.machine, asked.lease_id)
    on_site = caller.kind == "publishable"
    nudge = await run_in_threadpool(lambda: report(found, answer, on_site=on_site))
    return OutcomeResponse(nudge_id=nudge.id.text, state=nudge.state)


class _ShowOnSite:
    """What a page shows the person who is there."""

    def __init__(self, find: FindOnSiteDep, build: BuildContentsDep) -> None:
        self._find = find
        self._build = build

    def __call__(self, request: Request, caller: AccessKey, person: Person) -> NudgesResponse:
        if caller.kind == "publishable":
            _check_owner(request, caller, person)
        found = self._find(person)
        contents = self._build.on_site(found, str(request.base_url))
        return NudgesResponse(
            nudges=[
                OnSiteNudge.from_shown(nudge, found.facts, content)
                for nudge, content in zip(found.nudges, contents, strict=True)
            ]
        )


ShowOnSite = Annotated[_ShowOnSite, Depends()]


@router.get("/customers/{user_id}/nudges")
def get_customers_nudges(
    request: Request, user_id: UserId, caller: Caller, show: ShowOnSite
) -> NudgesResponse:
    """Get what the page shows this customer now, by secret key or by their visitor token."""
    return show(request, caller, customer(user_id))


@router.get("/visitors/{anonymous_id}/nudges")
def get_visitors_nudges(
    request: Request, anonymous_id: UserId, caller: Caller, show: ShowOnSite
) -> NudgesResponse:
    """Get what the page shows this visitor now; a publishable key names a random UUID."""
    return show(request, caller, visitor(anonymous_id))


@router.get("/customers/{user_id}/nudges/explain", dependencies=[Depends(require("nudges"))])
def explain_nudges(user_id: UserId, explain: ExplainDep) -> ExplainResponse:
    """Explain what would be sent to a customer, when and where, and why everything else is not."""
    return explained(explain(customer(user_id)))


def _check_owner(request: Request, caller: AccessKey, person: Person) -> None:
    """Let a page act for its own user only.

    Raises:
        Forbidden: the person is another, or could be one.
    """
    if person.kind == "customer":
        if trust_of(request, caller).reader() != person.id:
            raise Forbidden(f"a publishable key acts for a customer only with their {HEADER}")
    elif not is_unguessable(person.id):
        raise Forbidden("a publishable key acts for a random UUID only (version 4)")


def _check_reporter(
    request: Request, caller: AccessKey, person: Person, timeline: Timeline
) -> None:
    """Let a page report what it was given, also after an alias gave its customer another id."""
    reader = trust_of(request, caller).reader() if person.kind == "customer" else None
    if reader is None or reader == person.id or timeline.current(reader) != person.id:
        _check_owner(request, caller, person)


def _id(text: str) -> NudgeId:
    try:
        return NudgeId.from_text(text)
    except ValueError as error:
        raise NotFound("there is no such nudge") from error
