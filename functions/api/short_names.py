"""Short names of Segment's calls, which browsers use: `/v1/t` is `/v1/track`."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send


class ShortNames:
    """Lets the routes of `app` answer to their first letters; each own route would cost a start."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._long = {f"/v1/{name[0]}": f"/v1/{name}" for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            scope["path"] = self._long.get(path.rstrip("/"), path)
        await self._app(scope, receive, send)
