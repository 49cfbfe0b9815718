"""Recommendations for all placements of one page, for pages and apps."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from functions.api.auth import require_or_outage
from functions.api.bodies import json_object
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.api.routes.recommendations import person_of, query_of
from functions.api.threads import in_thread
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.errors import FieldFault, Invalid
from functions.schemas.faults import faults_named
from functions.schemas.recommendations import MAX_PAGE_BYTES, Page, PageRequest

router = own_router("recommendations")
Caller = Annotated[AccessKey | None, Depends(require_or_outage("recommendations"))]


@router.post("/recommendations/page", **reads(PageRequest))
async def recommend_page(request: Request, caller: Caller) -> Page:
    """Recommend for up to ten placements of a page; no product is in two of the lists.

    Earlier placements choose first. Each list has a `recommendation_id` of its own.
    """
    recommend = wiring_for(request).recommend
    body = await json_object(request, max_bytes=MAX_PAGE_BYTES)
    with faults_named(PageRequest):
        page = PageRequest.model_validate(body)
    all_options = []
    for at, each in enumerate(page.placements):
        with _placed(at):
            all_options.append(query_of(each))
    lists = await in_thread(
        request, lambda: recommend.page(person_of(page, caller, request), all_options)
    )
    return Page(recommendations=lists)


@contextmanager
def _placed(at: int) -> Iterator[None]:
    """Name faults by their place in the body."""
    try:
        yield
    except Invalid as error:
        named = (FieldFault(f"placements.{at}.{f.field}", f.reason) for f in error.faults)
        raise Invalid(*named) from error
