"""Templates and their previews, for the people who write a shop's messages."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.nudges.messages.template import TemplateId
from functions.errors import NotFound
from functions.rendering.dependencies import PreviewDep, TemplatesDep
from functions.schemas.faults import faults_named
from functions.schemas.templates import (
    MAX_BODY_BYTES,
    PreviewRequest,
    PreviewResponse,
    SmsSizeResponse,
    TemplateFields,
    TemplateResponse,
    TemplateSummary,
)

router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]


async def _template_id(
    template_id: Annotated[str, PathParameter(max_length=64, description="kind.channel.language")],
) -> TemplateId:
    try:
        return TemplateId.from_text(template_id)
    except ValueError as error:
        raise NotFound(f"there is no such template: {error}") from error


Id = Annotated[TemplateId, Depends(_template_id)]


@router.get("/templates")
def list_templates(_: Caller, templates: TemplatesDep) -> list[TemplateSummary]:
    """List every template: one for each kind of nudge, channel and language."""
    return [
        TemplateSummary(template_id=template_id.text, origin="own" if is_own else "shipped")
        for template_id, is_own in templates.all()
    ]


@router.get("/templates/{template_id}", responses=may_answer(NotFound))
def get_template(template_id: Id, _: Caller, templates: TemplatesDep) -> TemplateResponse:
    """Get the template in use; a shipped one is a good place to begin."""
    return TemplateResponse.from_template(templates.get(template_id))


@router.put("/templates/{template_id}", **reads(TemplateFields))
async def put_template(
    request: Request, template_id: Id, caller: Caller, templates: TemplatesDep
) -> TemplateResponse:
    """Put a template in the place of the shipped one; it holds for the next message.

    A template that cannot be used is refused, with the part, the line and the reason: one that
    Liquid or MJML cannot read, an e-mail without an unsubscribe link and the postal address, a text
    message of more than three segments.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(TemplateFields):
        fields = TemplateFields.model_validate(body)
    template = await run_in_threadpool(
        lambda: templates.put(template_id, fields.parts, by=f"key {caller.id}")
    )
    return TemplateResponse.from_template(template)


@router.delete(
    "/templates/{template_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=may_answer(NotFound),
)
def delete_template(template_id: Id, _: Caller, templates: TemplatesDep) -> None:
    """Delete the shop's own template; the shipped one holds again."""
    templates.delete(template_id)


@router.post("/templates/{template_id}/preview", **reads(PreviewRequest))
async def preview_template(
    request: Request, template_id: Id, _: Caller, preview: PreviewDep
) -> PreviewResponse:
    """Render a template for a customer or a made-up person. Links of a preview change nothing."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(PreviewRequest):
        fields = PreviewRequest.model_validate(body)
    rendered = await run_in_threadpool(
        lambda: preview(
            template_id, fields.parts, user_id=fields.user_id, links_url=str(request.base_url)
        )
    )
    return PreviewResponse(
        template_id=template_id.text,
        parts=dict(rendered.parts),
        headers=dict(rendered.headers),
        sms=SmsSizeResponse(**asdict(rendered.sms)) if rendered.sms else None,
    )
