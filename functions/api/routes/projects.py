"""Segment's settings address: a library told our host asks here first."""

from typing import Literal

from fastapi import APIRouter, Request

from functions.api.auth import admit
from functions.api.openapi import may_answer
from functions.api.schemas.projects import Integrations, ProjectSettings, SegmentIo
from functions.errors import Forbidden, NotFound, Unauthorized

router = APIRouter(tags=["events"])
SETTINGS = "/v1/projects/{key}/settings"


@router.get(SETTINGS, responses=may_answer(NotFound))
def settings(request: Request, key: str) -> ProjectSettings:
    """Where a library of this publishable key sends its events: here."""
    try:
        kind = admit(request, key, "events").kind
    except Unauthorized as error:
        raise NotFound(str(error)) from error
    if kind == "secret":
        raise Forbidden("a secret key stood in an address, which is logged on its way: revoke it")
    protocol: Literal["http", "https"] = "https" if request.url.scheme == "https" else "http"
    host = f"{request.url.netloc}/v1"
    here = SegmentIo(api_key=key, api_host=host, protocol=protocol)
    return ProjectSettings(integrations=Integrations(segment_io=here))
