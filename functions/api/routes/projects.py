"""Segment's settings address: a library told our host asks here first."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from functions.api.auth import admit
from functions.api.openapi import may_answer
from functions.api.schemas.projects import Integrations, ProjectSettings, SegmentIo
from functions.errors import Forbidden, NotFound, Unauthorized

router = APIRouter(prefix="/v1/projects", tags=["events"])
_CACHE_S = 300


@router.get("/{key}/settings", responses=may_answer(NotFound))
def settings(request: Request, response: Response, key: str) -> ProjectSettings:
    """Where a library of this publishable key sends its events: here."""
    try:
        kind = admit(request, key, "events").kind
    except Unauthorized as error:
        raise NotFound(str(error)) from error
    if kind == "secret":
        raise Forbidden("a secret key stood in an address, which is logged on its way: revoke it")
    response.headers["Cache-Control"] = f"public, max-age={_CACHE_S}"
    protocol: Literal["http", "https"] = "https" if request.url.scheme == "https" else "http"
    host = f"{request.url.netloc}/v1"
    here = SegmentIo(api_key=key, api_host=host, protocol=protocol)
    return ProjectSettings(integrations=Integrations(segment_io=here))
