"""Contact data and the log of consent, by the shop's secret key."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import ConsentLogDep, ContactsDep
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.api.routes.customers import UserId
from functions.domain.access_key import AccessKey
from functions.errors import FieldFault, Invalid, NotFound
from functions.schemas.contacts import (
    MAX_BODY_BYTES,
    ConsentAnswer,
    ConsentLogResponse,
    ContactRequest,
    ContactResponse,
    PushTokenRequest,
)
from functions.schemas.faults import faults_named
from functions.schemas.stock import MAX_AHEAD_MS
from functions.services.nudges.recipients.contacts import ContactChange

router = own_router("customers")
Caller = Annotated[AccessKey, Depends(require("customers"))]


@router.get("/customers/{user_id}/contact")
def get_contact(user_id: UserId, _: Caller, contacts: ContactsDep) -> ContactResponse:
    """Get how a customer is reached, over all of their names."""
    return ContactResponse.from_reach(contacts.find(user_id))


@router.put("/customers/{user_id}/contact", **reads(ContactRequest))
async def put_contact(
    request: Request, user_id: UserId, caller: Caller, contacts: ContactsDep, clock: ClockDep
) -> ContactResponse:
    """Set contact data that the shop has verified; fields that are not given stay as they are.

    Nudges go to these addresses only, never to one that a page claims. An address is no consent.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(ContactRequest):
        fields = ContactRequest.model_validate(body)
    values = fields.model_dump(exclude_unset=True)
    change = ContactChange(values, at=clock(), by=f"key {caller.id}")
    return ContactResponse.from_reach(await run_in_threadpool(contacts.change, user_id, change))


@router.put("/customers/{user_id}/push-tokens", **reads(PushTokenRequest))
async def put_push_token(
    request: Request, user_id: UserId, _: Caller, contacts: ContactsDep, clock: ClockDep
) -> ContactResponse:
    """Register a push token, or note that it was seen; another customer who had it loses it."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(PushTokenRequest):
        fields = PushTokenRequest.model_validate(body)
    seen_at = clock() if fields.last_seen is None else fields.last_seen
    if seen_at > clock() + MAX_AHEAD_MS:
        raise Invalid(FieldFault("last_seen", "must not lie in the future; set the clock right"))
    await run_in_threadpool(
        lambda: contacts.register(user_id, fields.token, platform=fields.platform, seen_at=seen_at)
    )
    return ContactResponse.from_reach(await run_in_threadpool(contacts.find, user_id))


@router.delete(
    "/customers/{user_id}/push-tokens/{token_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=may_answer(NotFound),
)
def delete_push_token(
    user_id: UserId,
    token_id: Annotated[str, PathParameter(pattern="^[0-9a-f]{32}$")],
    _: Caller,
    contacts: ContactsDep,
) -> None:
    """Remove a push token, for example one that its service calls unregistered."""
    if not contacts.remove_token(user_id, token_id):
        raise NotFound("this customer has no push token of that id; get their contact data")


@router.get("/customers/{user_id}/consents")
def get_consents(user_id: UserId, _: Caller, log: ConsentLogDep) -> ConsentLogResponse:
    """Get the last answers that a customer gave about channels and personalization."""
    return ConsentLogResponse(
        answers=[
            ConsentAnswer(
                question=question,
                value=answer.value,
                at=answer.at,
                by=answer.by,
                wording=answer.wording,
            )
            for question, answer in log(user_id)
        ]
    )
