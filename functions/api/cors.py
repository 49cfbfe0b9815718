"""CORS: which web pages may call, and read the answer (Fetch standard, section 3.2).

A key alone opens the API, and no cookie counts. So a page of any origin may
read its answers, errors too: a developer sees them in the console. The exception is a key
that names its pages: any other page is refused, and may not even read why. A preflight carries no
key, so it is granted to all; it gives nothing away.
"""

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.domain.access_key import AccessKey
from functions.errors import Forbidden

_METHODS = "GET, POST, PUT, PATCH, DELETE"
_MAX_AGE_S = "7200"  # the longest that Chromium remembers a preflight
# What a client must be able to read of a 503, or it does not know how long to wait.
_READABLE = "Retry-After"


class Cors:
    """Lets pages read the answers of `app`, and answers their preflights itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await _preflight(asked)(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if "origin" in asked and not state.get("page_refused"):
                    headers["Access-Control-Allow-Origin"] = asked["origin"]
                    headers["Access-Control-Expose-Headers"] = _READABLE
            await send(message)

        await self._app(scope, receive, send_readable)


def check_origin(request: Request, key: AccessKey) -> None:
    """Let the call pass unless it comes from a page that may not use `key`.

    Raises:
        Forbidden: it does; the answer will not be readable for that page.
    """
    origin = request.headers.get("origin")
    if origin is None or origin == _own(request) or key.allows(origin):
        return
    request.state.page_refused = True
    if key.kind == "secret" and not key.origins:
        raise Forbidden(
            "a page showed this secret key: revoke it, and give pages a publishable one"
        )
    raise Forbidden(f"this key may not be used by pages of {origin}; name it among its origins")


def _own(request: Request) -> str:
    """Our own origin: the API's /docs page may try any key."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _preflight(asked: Headers) -> Response:
    headers = {
        "Access-Control-Allow-Origin": asked.get("origin", "*"),
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": asked.get("access-control-request-headers", ""),
        "Access-Control-Max-Age": _MAX_AGE_S,
        "Vary": "Origin, Access-Control-Request-Headers",
    }
    return Response(status_code=204, headers=headers)
