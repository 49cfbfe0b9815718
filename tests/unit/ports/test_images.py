"""Pictures from a real server on this machine: small, at once, and never from a private address."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from functions.ports.web.images import MAX_BYTES, WebImages

HANGS_S = 5.0


class Server(ThreadingHTTPServer):
    asked = 0
    over = Event()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked += 1
        if self.path == "/hangs":
            self.server.over.wait(HANGS_S)
            return
        status = {"/moved": 302, "/missing": 404}.get(self.path, 200)
        body = b"x" * (MAX_BYTES + 1) if self.path == "/large" else b"picture"
        self.send_response(status)
        self.send_header("Location", "/ok")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.over.set()
    made.shutdown()
    thread.join()
    made.server_close()


def url(server: Server, path: str) -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_a_picture_is_fetched_once_in_five_minutes(server: Server) -> None:
    images, before = WebImages(local=True), server.asked
    assert images.fetch(url(server, "/ok")) == b"picture"
    assert images.fetch(url(server, "/ok")) == b"picture"
    assert server.asked == before + 1


@pytest.mark.parametrize("path", ["/moved", "/missing", "/large"])
def test_what_is_no_picture_is_none(server: Server, path: str) -> None:
    assert WebImages(local=True).fetch(url(server, path)) is None


def test_a_server_that_hangs_is_waited_for_once(server: Server) -> None:
    images, before = WebImages(local=True, deadline_s=0.3), server.asked
    began = time.monotonic()
    assert images.fetch(url(server, "/hangs")) is None
    assert images.fetch(url(server, "/hangs")) is None
    assert time.monotonic() - began < HANGS_S / 2
    assert server.asked == before + 1


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/x", "https://localhost/x", "http://example.com/x", "https://[::1]/x",
     "https://169.254.169.254/latest/meta-data", "ftp://example.com/x", "https://u:p@example.com/",
     "file:///etc/passwd", "", "https://"],
)  # fmt: skip
def test_no_private_address_is_asked(address: str) -> None:
    assert WebImages().fetch(address) is None
