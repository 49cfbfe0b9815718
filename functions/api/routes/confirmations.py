"""Double opt-in: mails that ask an address to confirm a wish, and who an address stands for."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import (
    AnswerConfirmationDep,
    AskByAddressDep,
    BuildConfirmationsDep,
    LeaseConfirmationsDep,
)
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.nudges.messages.content import plain_text, web_address
from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.recipients.addresses import normalised
from functions.domain.nudges.restock.confirmation import CONFIRMATION_STEP, confirmation_id
from functions.errors import FieldFault, Invalid, NotFound
from functions.schemas.confirmations import (
    MAX_BODY_BYTES,
    ConfirmationLeaseRequest,
    ConfirmationLeaseResponse,
    ConfirmationMailResponse,
    ConfirmationOutcomeRequest,
    GuestRequest,
    GuestResponse,
)
from functions.schemas.faults import faults_named
from functions.services.nudges.confirmations.mail import ConfirmationMail

router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]
ConfirmationIdText = Annotated[str, PathParameter(min_length=1, max_length=1_000)]


@router.post("/confirmations/lease", **reads(ConfirmationLeaseRequest))
async def lease_confirmations(
    request: Request, _: Caller, lease: LeaseConfirmationsDep, build: BuildConfirmationsDep
) -> ConfirmationLeaseResponse:
    """Lease mails that ask an address to confirm a restock subscription; each is leased once.

    Report the outcome: `not_sent` frees the mail, a bounce or a complaint ends the address.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(ConfirmationLeaseRequest):
        asked = ConfirmationLeaseRequest.model_validate(body)
    found = await run_in_threadpool(lambda: lease(limit=asked.limit, lease_s=asked.lease_s))
    mails = await run_in_threadpool(build, found, str(request.base_url))
    return ConfirmationLeaseResponse(confirmations=[_mail(each) for each in mails])


@router.post(
    "/confirmations/{confirmation_id}/outcome",
    status_code=HTTPStatus.NO_CONTENT,
    **reads(ConfirmationOutcomeRequest, NotFound),
)
async def report_confirmation(
    request: Request,
    confirmation_id: ConfirmationIdText,
    caller: Caller,
    answer: AnswerConfirmationDep,
) -> None:
    """Report what became of a mail that asked for a confirmation."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(ConfirmationOutcomeRequest):
        asked = ConfirmationOutcomeRequest.model_validate(body)
    found = _id(confirmation_id)
    await run_in_threadpool(
        lambda: answer(
            found.person,
            found.start,
            asked.outcome,
            by=f"key {caller.id}",
            lease_id=asked.lease_id,
        )
    )


@router.post("/guests/find", dependencies=[Depends(require("customers"))], **reads(GuestRequest))
async def find_guest(request: Request, ask: AskByAddressDep) -> GuestResponse:
    """Find the user id that an address without an account stands for, to read or erase it.

    The id is computed from the address; it says nothing about whether anything is kept.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(GuestRequest):
        asked = GuestRequest.model_validate(body)
    address = normalised("email", asked.email)
    if address is None:
        raise Invalid(FieldFault("email", "is no e-mail address"))
    return GuestResponse(user_id=ask.guest(address).id)


def _mail(mail: ConfirmationMail) -> ConfirmationMailResponse:
    ask = mail.leased.ask
    return ConfirmationMailResponse(
        confirmation_id=confirmation_id(mail.leased.guest, ask).text,
        lease_id=ask.lease_id,
        to=mail.leased.address,
        language=mail.language,
        item_id=ask.item_id,
        title=plain_text(mail.item.title),
        image_url=web_address(mail.item.image_url),
        link=mail.link,
        subject=mail.message.subject,
        text=mail.message.text,
        valid_until=ask.valid_until,
    )


def _id(text: str) -> NudgeId:
    try:
        found = NudgeId.from_text(text)
    except ValueError as error:
        raise NotFound("there is no such confirmation") from error
    if found.step != CONFIRMATION_STEP:
        raise NotFound("there is no such confirmation")
    return found
