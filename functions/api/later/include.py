"""Include the later routes when a request needs them: most instances of Lambda never do.

To import them and what they call takes longer than all that events and recommendations need.
"""

from collections.abc import Callable, Iterable
from threading import Lock

from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class IncludeLater:
    """An ASGI middleware that calls `include` before a request that no first route answers.

    `first` are the routers that are included from the start. Their paths share no first part below
    `/v1` with those of any other router.
    """

    def __init__(
        self, app: ASGIApp, first: Iterable[APIRouter], include: Callable[[], None]
    ) -> None:
        self._app = app
        self._first = {place for router in first for place in places(router)}
        self._include = include

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and place_of(scope["path"]) not in self._first:
            self._include()
        await self._app(scope, receive, send)


class Once:
    """Calls a function at the first call, and waits for it in calls at the same time."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function = function
        self._lock = Lock()
        self._done = False

    def __call__(self) -> None:
        if not self._done:
            with self._lock:
                if not self._done:
                    self._function()
                    self._done = True


def places(router: APIRouter) -> set[str]:
    """Return the first parts of a router's paths below `/v1`."""
    return {place_of(route.path) for route in router.routes if isinstance(route, Route)}


def place_of(path: str) -> str:
    """Return the part of a path after `/v1/`; of any other path an empty text."""
    before, version, *rest = (*path.split("/", 3), "", "")
    return rest[0] if (before, version) == ("", "v1") else ""
