"""Segment's settings address, which a library reads before it sends events."""

from typing import Literal

from fastapi import Request

from functions.api.auth import admit
from functions.api.openapi import may_answer
from functions.api.routers import keyed_router
from functions.errors import Forbidden, NotFound, Unauthorized
from functions.schemas.projects import Integrations, ProjectSettings, SegmentIo

router = keyed_router("events", prefix="")
SETTINGS = "/v1/projects/{key}/settings"


@router.get(SETTINGS, responses=may_answer(NotFound))
def settings(request: Request, key: str) -> ProjectSettings:
    """Get the settings for Segment's libraries: they send their events to this host."""
    try:
        kind = admit(request, key, "events").kind
    except Unauthorized as error:
        raise NotFound(str(error)) from error
    if kind == "secret":
        raise Forbidden("a secret key was sent in a URL, and URLs are logged: revoke it")
    protocol: Literal["http", "https"] = "https" if request.url.scheme == "https" else "http"
    host = f"{request.url.netloc}/v1"
    here = SegmentIo(api_key=key, api_host=host, protocol=protocol)
    return ProjectSettings(integrations=Integrations(segment_io=here))
