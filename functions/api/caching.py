"""Cache-Control of every answer (RFC 9111): by default no cache may store it."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api.routes.projects import SETTINGS

NOT_KEPT = "private, no-store"
# Routes whose good answers (200) their reader may keep, and no cache that others share: the
# address in the settings comes from the request's own Host.
KEPT: Mapping[str, str] = {
    SETTINGS: "private, max-age=300",
    # Of open-time content: its address holds nothing personal, and a mail is opened again soon.
    "/v1/render/{token}.png": "public, max-age=300",
    "/v1/render/{token}.json": "public, max-age=300",
}
_GOOD = 200


class Caching:
    """Adds Cache-Control to every answer of `app`, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = getattr(scope.get("route"), "path", "")
                kept = KEPT.get(path) if message["status"] == _GOOD else None
                MutableHeaders(scope=message)["Cache-Control"] = kept or NOT_KEPT
            await send(message)

        await self._app(scope, receive, send_with_policy)
