"""The listening socket and the server of the laptop."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest

from functions.errors import Unavailable
from local.http import HttpServer, listen, url_of

REQUESTS = 60


async def app(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"{}"})


@pytest.fixture
def address() -> Iterator[str]:
    with closing(listen(0)) as listener:
        server = HttpServer(app, listener)
        thread = threading.Thread(target=server.run)
        thread.start()
        server.wait_until_ready(threading.Event())
        yield urlsplit(url_of(listener)).netloc
        server.end()
        thread.join()


def seconds_of(connection: HTTPConnection) -> float:
    began = time.perf_counter()
    connection.request("GET", "/")
    connection.getresponse().read()
    return time.perf_counter() - began


def test_a_kept_connection_answers_as_fast_as_a_new_one(address: str) -> None:
    """Without TCP_NODELAY each answer on it waits 40 ms for an acknowledgement."""
    kept, new = [], []
    with closing(HTTPConnection(address, timeout=10)) as same:
        for _ in range(REQUESTS):
            kept.append(seconds_of(same))
            with closing(HTTPConnection(address, timeout=10)) as other:
                new.append(seconds_of(other))
    assert median(kept) <= 1.5 * median(new)


def test_the_protocol_is_tcp_by_name() -> None:
    """Only then asyncio turns Nagle's algorithm off."""
    with closing(listen(0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_port_is_taken_at_once() -> None:
    """Two processes that prepare for minutes must not both believe that the port is theirs."""
    with closing(listen(0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(Unavailable, match="is taken"):
            listen(port)
        with closing(socket.create_connection(("127.0.0.1", port), timeout=5)):
            pass
