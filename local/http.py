"""An ASGI application behind a real HTTP server, by default on the loopback address."""

import socket
import time
from threading import Event
from typing import Any

import uvicorn

from functions.errors import Unavailable

HOST = "127.0.0.1"
USUAL_PORT = 8000
BACKLOG = 2048  # as uvicorn's
SECONDS_FOR_OPEN_REQUESTS = 1


def listen(port: int | None, host: str = HOST) -> socket.socket:
    """A socket that listens: at the port asked for, any free one (0), the usual one or any (None).

    It listens at once, so that no other process takes the port until a server answers; a client
    that connects before that waits.

    Raises:
        Unavailable: the port that was asked for is taken.
    """
    for choice in (port,) if port is not None else (USUAL_PORT, 0):
        # asyncio sets TCP_NODELAY only where the protocol is named; without it an answer on a
        # kept-alive connection waits 40 ms for the client's acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, choice))
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
        else:
            return listener
    raise Unavailable(f"port {port} is taken: choose another, or leave --port out")


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


class HttpServer:
    def __init__(self, app: Any, listener: socket.socket) -> None:
        self._listener = listener
        # Not our job here: signals (it runs in a thread), logging (the process has its own).
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # no proxy stands before us: X-Forwarded-* is made up
                timeout_graceful_shutdown=SECONDS_FOR_OPEN_REQUESTS,
            )
        )

    def run(self) -> None:
        self._server.run(sockets=[self._listener])

    def wait_until_ready(self, stop: Event) -> None:
        while not self._server.started and not stop.is_set():
            time.sleep(0.02)

    def end(self) -> None:
        """Take no more requests; those under way get their answer."""
        self._server.should_exit = True
