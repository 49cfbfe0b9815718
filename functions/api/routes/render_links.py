"""Links of content that is made when a message is opened, for tools that write messages."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import BrandRowsDep, RenderLinksDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.person import customer
from functions.errors import TooLarge
from functions.schemas.faults import faults_named
from functions.schemas.open_time import (
    MAX_BODY_BYTES,
    RenderLinksOfPerson,
    RenderLinksRequest,
    RenderLinksResponse,
    RenderPlace,
)

MAX_ANSWER_BYTES = 5_000_000
"""Lambda answers with 6 MB at most, in which JSON takes a little more."""
router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]


@router.post("/render-links", **reads(RenderLinksRequest))
async def make_render_links(
    request: Request, _: Caller, rows: BrandRowsDep, links: RenderLinksDep
) -> RenderLinksResponse:
    """Make links of pictures that show a person's recommendations as of when a mail is opened.

    Each link stands for one place of the list; sold-out items are left out when it is opened.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(RenderLinksRequest):
        asked = RenderLinksRequest.model_validate(body)
    brand = await run_in_threadpool(rows.get)
    begin, language = brand.links_url or str(request.base_url), asked.language or brand.language

    def made(user_id: str) -> RenderLinksOfPerson:
        found = links.make(customer(user_id), asked.places, language, begin)
        places = [RenderPlace(image=p.image, json=p.json, click=p.click) for p in found]
        return RenderLinksOfPerson(user_id=user_id, places=places)

    def all_made() -> RenderLinksResponse:
        found, left = list[RenderLinksOfPerson](), MAX_ANSWER_BYTES
        for user_id in asked.user_ids:
            found.append(made(user_id))
            left -= len(found[-1].model_dump_json())
            if left < 0:
                raise TooLarge(f"the answer has room for {len(found) - 1} people; ask for fewer")
        return RenderLinksResponse(links=found)

    return await run_in_threadpool(all_made)
