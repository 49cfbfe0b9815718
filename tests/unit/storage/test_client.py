"""The reading client after a restore from a snapshot: every connection it kept is dead."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.bootstrap import Services
from functions.settings import Settings

_BODY = b'{"Item": {}}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
_RESET = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # SO_LINGER of 0 s: closing sends a reset


class Server:
    """Answers on each connection; after `restore` the old ones are reset at their next request."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.together = threading.Barrier(4)
        self.restored = False
        self.resets = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection, not self.restored), daemon=True
            ).start()

    def _serve(self, connection: socket.socket, old: bool) -> None:
        with connection:
            while request := connection.recv(65_536):
                if b"\r\n\r\n" in request and b"{" not in request.split(b"\r\n\r\n", 1)[1]:
                    connection.recv(65_536)
                if old and self.restored:
                    self.resets += 1
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    return
                if old:
                    self.together.wait(5)
                connection.sendall(_ANSWER)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def read(services: Services) -> None:
    services.reading_client.get_item(TableName="t", Key={"pk": {"S": "p"}, "sk": {"S": "s"}})


def test_the_first_read_after_a_restore_connects_anew(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    services = Services(Settings(dynamodb_endpoint_url=server.url))
    assert services.reading_client
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, [services] * 4))
    server.restored = True
    read(services)
    assert server.resets == 1, "the second of its two attempts takes a new connection"
