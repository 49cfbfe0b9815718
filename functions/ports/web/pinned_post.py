"""Post to an address of the web: resolved once, checked, and connected to by that very IP address.

So a name that turns private between check and connection leads nowhere else. One deadline holds for
all of it, however slowly an answer drips.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from functions.ports.web.public_addresses import is_address, is_loopback, is_public, resolve
from functions.ports.webhooks import WebAnswer

DEADLINE_S = 15.0
MAX_READ_BYTES = 65_536
_PORTS = frozenset({443, 8443})
_MAX_URL = 2_048


class PinnedPost:
    """With `local`, the only addresses are those of this machine, by http too, on any port."""

    def __init__(
        self,
        *,
        local: bool = False,
        deadline_s: float = DEADLINE_S,
        resolver: Callable[[str, int], Sequence[str]] = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._local = local
        self._deadline_s = deadline_s
        self._resolver = resolver
        self._tls = tls

    def refusal(self, url: str) -> str | None:
        """Why nothing is ever posted to an address of this form; None for one that may be."""
        if len(url) > _MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
            return "write an address in ASCII, of at most 2,048 signs"
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            return "is no address of the web"
        if not parts.hostname or parts.username is not None or parts.password is not None:
            return "must have a host, and neither user nor password"
        if parts.scheme != "https" and not (self._local and parts.scheme == "http"):
            return "must begin with https://"
        if not self._local and port not in {None, *_PORTS}:
            return "may use the ports 443 and 8443 only"
        return self._refused_address(parts.hostname)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebAnswer:
        """Post once, following no redirect; every fault of the network is an answer."""
        began = time.monotonic()
        if self.refusal(url):
            return WebAnswer(None, "refused_address")
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self._resolver(parts.hostname or "", port)
        except (OSError, UnicodeError):
            return WebAnswer(None, "no_such_host")
        if not addresses or not all(map(self._may_reach, addresses)):
            return WebAnswer(None, "private_address")
        with Deadline(began + self._deadline_s) as deadline:
            answer = self._posted(parts, (addresses[0], port), headers, body, deadline)
        wait_ms = round((time.monotonic() - began) * 1000)
        return WebAnswer(answer.status, answer.reason, answer.retry_after, answer.body, wait_ms)

    def _refused_address(self, host: str) -> str | None:
        """Why nothing is posted to an IP address; a name is looked up at each attempt."""
        if not is_address(host) or self._may_reach(host):
            return None
        return "is no address of this machine" if self._local else "is no public address"

    def _may_reach(self, address: str) -> bool:
        return is_loopback(address) if self._local else is_public(address)

    def _posted(
        self,
        parts: SplitResult,
        pinned: tuple[str, int],
        headers: Mapping[str, str],
        body: bytes,
        deadline: "Deadline",
    ) -> WebAnswer:
        connection = http.client.HTTPConnection(parts.netloc)
        try:
            connection.sock = self._connected(parts, pinned, deadline)
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            if deadline.over:  # headers that were cut off would pass as whole ones
                return WebAnswer(None, "timeout")
            read = _first_bytes(answer)
            return WebAnswer(answer.status, "", answer.headers.get("Retry-After"), read)
        except ssl.SSLError as error:
            return WebAnswer(None, "timeout" if deadline.over else _tls_reason(error))
        except (OSError, http.client.HTTPException, ValueError):
            return WebAnswer(None, "timeout" if deadline.over else "connection_failed")
        finally:
            connection.close()

    def _connected(
        self, parts: SplitResult, pinned: tuple[str, int], deadline: "Deadline"
    ) -> socket.socket:
        plain = socket.create_connection(pinned, timeout=deadline.left_s)
        deadline.watch(plain)
        if parts.scheme == "http":
            return plain
        tls = self._tls or ssl.create_default_context()
        try:
            encrypted = tls.wrap_socket(plain, server_hostname=parts.hostname)
        except BaseException:
            plain.close()
            raise
        deadline.watch(encrypted)
        return encrypted


class Deadline:
    """Ends a connection at one moment, whatever it waits for then."""

    def __init__(self, at_s: float) -> None:
        self._at_s = at_s
        self._timers: list[Timer] = []

    def __enter__(self) -> "Deadline":
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self._timers:
            timer.cancel()

    @property
    def left_s(self) -> float:
        return max(0.001, self._at_s - time.monotonic())

    @property
    def over(self) -> bool:
        return time.monotonic() >= self._at_s

    def watch(self, connection: socket.socket) -> None:
        timer = Timer(self.left_s, _end, (connection,))
        timer.daemon = True
        timer.start()
        self._timers.append(timer)


def _end(connection: socket.socket) -> None:
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # a TLS one, too, at once
    except OSError:
        return  # it ended before


def _first_bytes(answer: http.client.HTTPResponse) -> bytes:
    """The beginning of an answer as it came, packed or not; what it lacks changes nothing."""
    try:
        return answer.read(MAX_READ_BYTES)
    except (OSError, http.client.HTTPException, ValueError):
        return b""


def _tls_reason(error: ssl.SSLError) -> str:
    return "bad_certificate" if isinstance(error, ssl.SSLCertVerificationError) else "tls_failed"
