"""Find the container engine for `sam local`, and this machine's address for its containers."""

import os
import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

REMEDY = """\
`sam local` runs functions in containers, and no container engine answers at {where}.
Start Docker, Finch or podman's Docker-compatible socket, name another one by DOCKER_HOST, and
try again."""
DEFAULT = "unix:///var/run/docker.sock"


class NoContainerEngine(Exception):
    """No container engine answers; the message says what to do."""


def check_engine() -> None:
    """Return when a container engine answers.

    Raises:
        NoContainerEngine: none does.
    """
    where = os.environ.get("DOCKER_HOST") or DEFAULT
    try:
        with closing(_connect(where)) as connection:
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            answer = connection.recv(64)
    except OSError as error:
        raise NoContainerEngine(REMEDY.format(where=where)) from error
    if b" 200" not in answer:
        raise NoContainerEngine(REMEDY.format(where=where))


def host_address() -> str:
    """An address of this machine that containers reach, which loopback is not.

    Asking the system for a route to anywhere sends nothing.
    """
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.connect(("192.0.2.1", 9))  # reserved for documentation: never a real machine
        address: str = probe.getsockname()[0]
        return address


def _connect(where: str) -> socket.socket:
    url = urlsplit(where)
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        connection.connect(str(Path(url.path)))
        return connection
    return socket.create_connection((url.hostname or "127.0.0.1", url.port or 2375), timeout=5)
