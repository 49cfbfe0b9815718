"""Pictures of the web: fetched as carefully as webhooks are posted, and kept for a while."""

import http.client
import time
from collections import OrderedDict
from threading import Lock
from urllib.parse import urlsplit

from functions.ports.web.pinned_post import Deadline, PinnedPost

# A mail program waits for the picture meanwhile.
DEADLINE_S = 3.0
MAX_BYTES = 4_000_000
_KEPT, _KEPT_S = 32, 300.0
_OK = 200


class WebImages(PinnedPost):
    """A fault is kept as well, so that a server that hangs is waited for once in five minutes."""

    def __init__(self, *, local: bool = False, deadline_s: float = DEADLINE_S) -> None:
        super().__init__(local=local, deadline_s=deadline_s)
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()

    def fetch(self, url: str) -> bytes | None:
        """The bytes of a picture; None where there is none, it is too large, or it takes long."""
        now = time.monotonic()
        with self._lock:
            at, image = self._kept.get(url, (0.0, None))
        if at and now - at < _KEPT_S:
            return image
        image = self._fetched(url)
        with self._lock:
            self._kept[url] = (now, image)
            self._kept.move_to_end(url)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return image

    def _fetched(self, url: str) -> bytes | None:
        if self.refusal(url):
            return None
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(parts.netloc)
        try:
            addresses = self._resolver(parts.hostname or "", port)
            if not addresses or not all(map(self._may_reach, addresses)):
                return None
            with Deadline(time.monotonic() + self._deadline_s) as deadline:
                connection.sock = self._connected(parts, (addresses[0], port), deadline)
                path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
                connection.request("GET", path, headers={"User-Agent": "Hilo-Images/1"})
                return _body(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


def _body(answer: http.client.HTTPResponse) -> bytes | None:
    if answer.status != _OK:
        return None
    body = answer.read(MAX_BYTES + 1)
    return body if len(body) <= MAX_BYTES else None
