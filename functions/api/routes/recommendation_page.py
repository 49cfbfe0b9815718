"""What to show at all places of one page: read by pages and apps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require_or_outage
from functions.api.bodies import json_object
from functions.api.faults import faults_named
from functions.api.openapi import reads
from functions.api.routes.recommendations import person_of, query_of
from functions.api.schemas.recommendations import MAX_PAGE_BYTES, Page, PageWish
from functions.domain.access_key import AccessKey
from functions.errors import FieldFault, Invalid

router = APIRouter(prefix="/v1", tags=["recommendations"])
Caller = Annotated[AccessKey | None, Depends(require_or_outage("recommendations"))]


@router.post("/recommendations/page", **reads(PageWish))
async def recommend_page(request: Request, caller: Caller) -> Page:
    """A list for each of up to ten placements, no product in two of them.

    Earlier placements choose first. Each list has a `recommendation_id` of its own.
    """
    body = await json_object(request, max_bytes=MAX_PAGE_BYTES)
    with faults_named():
        page = PageWish.model_validate(body)
    wishes = []
    for at, each in enumerate(page.placements):
        with _placed(at):
            wishes.append(query_of(each))
    person = person_of(page, caller, request)
    lists = await run_in_threadpool(request.app.state.recommend.page, person, wishes)
    return Page.model_validate({"recommendations": [asdict(each) for each in lists]})


@contextmanager
def _placed(at: int) -> Iterator[None]:
    """Name faults by where they stand in the body."""
    try:
        yield
    except Invalid as error:
        named = (FieldFault(f"placements.{at}.{f.field}", f.reason) for f in error.faults)
        raise Invalid(*named) from error
