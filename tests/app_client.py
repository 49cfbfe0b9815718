"""A client of an application of ours that runs it in the thread of the test.

FastAPI's runs it in a thread of its own and hands over to that thread seven times a request; a
client that is not opened by `with` also starts the thread and its event loop at each request.
Those took an eighth of the CPU of the functional tests.
"""

import asyncio
import atexit
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from httpx2 import (
    ASGITransport,
    AsyncByteStream,
    BaseTransport,
    ByteStream,
    Client,
    Request,
    Response,
)
from starlette.types import ASGIApp


class TestClient(Client):
    """As FastAPI's `TestClient` for applications without lifespan and without web sockets.

    With `raise_server_exceptions`, what the application raises reaches the test; else the test
    gets the answer 500, as a caller would.
    """

    __test__ = False  # pytest takes it for a class of tests

    def __init__(
        self,
        app: ASGIApp,
        *,
        headers: Mapping[str, str] | None = None,
        raise_server_exceptions: bool = True,
        follow_redirects: bool = True,
    ) -> None:
        self.app = app
        super().__init__(
            base_url="http://testserver",
            headers={"User-Agent": "testclient", **(headers or {})},
            follow_redirects=follow_redirects,
            transport=_InThisThread(app, raise_server_exceptions),
        )


class _InThisThread(BaseTransport):
    """Runs the application until its answer is complete."""

    def __init__(self, app: ASGIApp, raise_app_exceptions: bool) -> None:
        self._asgi = ASGITransport(app, raise_app_exceptions, client=("testclient", 50_000))

    def handle_request(self, request: Request) -> Response:
        request.read()  # a body that is an iterator can be read once, and not by `async for`
        with _event_loop() as loop:
            return loop.run_until_complete(self._answer(request))

    async def _answer(self, request: Request) -> Response:
        answer = await self._asgi.handle_async_request(request)
        assert isinstance(answer.stream, AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        return Response(answer.status_code, headers=answer.headers, stream=ByteStream(body))


# A loop belongs to no thread: one that runs no request serves the next one, of any thread. None is
# the loop of a thread for asyncio, as Mangum makes that one.
_idle: deque[asyncio.AbstractEventLoop] = deque()


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    try:
        loop = _idle.pop()
    except IndexError:
        loop = asyncio.new_event_loop()
    try:
        yield loop
    finally:
        _idle.append(loop)


@atexit.register
def _close_idle() -> None:
    for loop in _idle:
        loop.close()
