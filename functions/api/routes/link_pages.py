"""Links in messages: no key opens them, the link itself does. GET shows, POST acts."""

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from functions.api.later.dependencies import (
    BrandRowsDep,
    CartLinksDep,
    ChangeByLinkDep,
    ConfirmByLinkDep,
    FollowLinkDep,
)
from functions.api.pages.link_pages import LinkPages
from functions.api.pages.texts import language_for
from functions.domain.crawlers import is_crawler
from functions.domain.nudges.messages.links import PREVIEW
from functions.domain.nudges.messages.sealed import MAX_LENGTH
from functions.domain.preferences import CHANNELS, Question
from functions.errors import NotFound, TooLarge

router = APIRouter(include_in_schema=False)
Token = Annotated[str, PathParameter(max_length=MAX_LENGTH)]
_MAX_FORM_BYTES = 4_000
_SHOWS = ["GET", "HEAD"]


def _pages(request: Request, rows: BrandRowsDep) -> LinkPages:
    brand = rows.get()
    return LinkPages(brand, language_for(request.headers.get("accept-language"), brand.language))


Pages = Annotated[LinkPages, Depends(_pages)]


@router.api_route("/l/{token}", methods=_SHOWS)
def follow_link(
    request: Request, token: Token, pages: Pages, rows: BrandRowsDep, *,
    follow: FollowLinkDep, carts: CartLinksDep,
) -> Response:  # fmt: skip
    """Lead a click on to an item or the shop's cart; nothing of the person changes."""
    if token.startswith(PREVIEW):
        return pages.preview()
    machine = request.method == "HEAD" or is_crawler(request.headers.get("user-agent"))
    try:
        address = follow(token, rows.get(), machine=machine)
        if address:
            return RedirectResponse(address, 302, {"Referrer-Policy": "no-referrer"})
        return pages.cart(carts.find(token))
    except NotFound:
        return pages.gone()


@router.api_route("/u/{token}", methods=_SHOWS)
def show_unsubscribe(token: Token, pages: Pages, change: ChangeByLinkDep) -> Response:
    """Ask whether to turn the channel off."""
    if token.startswith(PREVIEW):
        return pages.preview()
    try:
        return pages.unsubscribe(change.read(token, "unsubscribe").channel)
    except NotFound:
        return pages.gone()


@router.post("/u/{token}")
def unsubscribe(token: Token, pages: Pages, change: ChangeByLinkDep) -> Response:
    """Turn the channel off, by the page's button or by a mail program (RFC 8058)."""
    if token.startswith(PREVIEW):
        return pages.preview()
    try:
        channel = change.read(token, "unsubscribe").channel
        change.unsubscribe(token)
    except NotFound:
        return pages.gone()
    return pages.unsubscribed(channel)


@router.api_route("/p/{token}", methods=_SHOWS)
def show_preferences(token: Token, pages: Pages, change: ChangeByLinkDep) -> Response:
    """Show the channels and which of them are on; nothing else of the person."""
    if token.startswith(PREVIEW):
        return pages.preview()
    try:
        capability, consents = change.consents(token)
    except NotFound:
        return pages.gone()
    return pages.preferences(consents, capability.channel)


@router.post("/p/{token}")
async def set_preferences(
    request: Request, token: Token, pages: Pages, change: ChangeByLinkDep
) -> Response:
    """Set the channels as the form has them."""
    if token.startswith(PREVIEW):
        return pages.preview()
    wanted = _wanted(await _form(request))

    def act() -> Response:
        try:
            change.set_consents(token, wanted, wording=pages.wording)
            capability, consents = change.consents(token)
        except NotFound:
            return pages.gone()
        return pages.preferences(consents, capability.channel, saved=True)

    return await run_in_threadpool(act)


@router.api_route("/c/{token}", methods=_SHOWS)
def show_confirmation(token: Token, pages: Pages, confirm: ConfirmByLinkDep) -> Response:
    """Ask the owner of an address whether they want the mail that was asked for."""
    try:
        return pages.confirm(confirm.item(token))
    except NotFound:
        return pages.gone()


@router.post("/c/{token}")
def confirm_address(token: Token, pages: Pages, confirm: ConfirmByLinkDep) -> Response:
    """Let the owner of the address wait for the item."""
    try:
        item = confirm.item(token)
        confirm.confirm(token)
    except NotFound:
        return pages.gone()
    return pages.confirmed(item)


async def _form(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            raise TooLarge(f"the form may have {_MAX_FORM_BYTES} bytes")
    return body.decode("utf-8", "replace")


def _wanted(form: str) -> dict[Question, bool]:
    """What a form says of each channel: a box that is not ticked is not sent at all."""
    fields = parse_qs(form)
    return {channel: fields.get(channel) == ["on"] for channel in CHANNELS}
