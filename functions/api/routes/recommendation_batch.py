"""Recommendations for many people at once, for campaign tools."""

from typing import Annotated

from fastapi import Depends, Request, Response

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.dependencies import RecommendManyDep
from functions.api.gateway import JSON_LINES
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.api.routes.recommendations import query_of
from functions.api.threads import in_thread
from functions.domain.access_key import AccessKey
from functions.errors import FieldFault, Forbidden, Invalid
from functions.schemas.faults import faults_named
from functions.schemas.json_values import is_too_deep
from functions.schemas.recommendations import MAX_BATCH_BYTES, RecommendationBatch

router = own_router("recommendations")
Caller = Annotated[AccessKey, Depends(require("recommendations"))]


@router.post("/recommendations/batch", response_class=Response, **reads(RecommendationBatch))
async def recommend_many(request: Request, caller: Caller, many: RecommendManyDep) -> Response:
    """Recommend for up to 1,000 people: one JSON line for each, in their order.

    A line has the person's id and a recommendation, or the id and an `error`. If the answer
    gets too big or takes too long, the last line has a `cursor`: send the same body with it.
    """
    if caller.kind != "secret":
        raise Forbidden("a publishable key reads one visitor at a time; ask with a secret key")
    body = await json_object(request, max_bytes=MAX_BATCH_BYTES, apart="people")
    if is_too_deep(body.get("people")):
        raise Invalid(
            FieldFault("people", "must be a list of people, each `{user_id}` or `{anonymous_id}`")
        )
    with faults_named(RecommendationBatch):
        batch = RecommendationBatch.model_validate(body)
    asked = query_of(batch)
    lines = await in_thread(request, lambda: list(many(batch.people, batch.cursor, **asked)))
    return Response("".join(f"{line}\n" for line in lines), media_type=JSON_LINES)
