"""Content that is made when a message is opened: no key opens it, the link itself does."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.responses import RedirectResponse, Response

from functions.domain.nudges.messages.sealed import MAX_LENGTH
from functions.errors import NotFound
from functions.rendering.dependencies import OpenTimeDep
from functions.schemas.open_time import OpenTimeItem, OpenTimeResponse

router = APIRouter(prefix="/v1", include_in_schema=False)
Token = Annotated[str, PathParameter(max_length=MAX_LENGTH)]
_SHOWS = ["GET", "HEAD"]


@router.api_route("/render/{token}.png", methods=_SHOWS)
def show_picture(token: Token, open_time: OpenTimeDep) -> Response:
    """Show the item at a place of a person's list as a picture."""
    return Response(open_time.picture(token), media_type="image/png")


@router.api_route("/render/{token}.json", methods=_SHOWS)
def show_json(token: Token, open_time: OpenTimeDep) -> OpenTimeResponse:
    """Show the same item as JSON; null where there is none."""
    item = open_time.item(token)
    return OpenTimeResponse(item=OpenTimeItem.from_item(item) if item else None)


@router.api_route("/render/{token}", methods=_SHOWS)
def follow_picture(token: Token, open_time: OpenTimeDep) -> Response:
    """Lead a click on the picture to the item that it shows now."""
    address = open_time.click(token)
    if address is None:
        raise NotFound("there is nothing to show any more")
    return RedirectResponse(address, 302, {"Referrer-Policy": "no-referrer"})
