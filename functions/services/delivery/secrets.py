"""The signing secrets of endpoints: kept encrypted, apart from their rows."""

from collections.abc import Callable, Sequence
from threading import Lock

from functions.domain.delivery.endpoint import Endpoint
from functions.errors import Unavailable
from functions.ports.secrets import SECRET_BYTES, Secrets

_Name = tuple[str, int, int]


class EndpointSecrets:
    """Secrets are cached: a number of one endpoint always stands for the same secret."""

    def __init__(self, secrets: Secrets, random_bytes: Callable[[int], bytes]) -> None:
        self._secrets = secrets
        self._random_bytes = random_bytes
        self._known: dict[_Name, bytes] = {}
        self._lock = Lock()

    def live(self, endpoint: Endpoint, *, now: int) -> Sequence[bytes]:
        """The secrets that sign at `now` (UTC ms), the newest first.

        Raises:
            Unavailable: the secrets cannot be read now.
        """
        found = (self._find(endpoint, rev) for rev in endpoint.secret_revs(now=now))
        live = [secret for secret in found if secret]
        if not live:  # it is being made, or its making ended half-way: rotating makes another
            raise Unavailable("an endpoint has no secret yet")
        return live

    def make(self, endpoint: Endpoint) -> bytes:
        """The newest secret of an endpoint, made now; the one before it stays, older ones go."""
        secret = self._random_bytes(SECRET_BYTES)
        self._secrets.put(_path(endpoint.id, endpoint.secret_rev), secret)
        self._secrets.delete(_path(endpoint.id, endpoint.secret_rev - 2))
        return secret

    def delete(self, endpoint: Endpoint) -> None:
        for rev in (endpoint.secret_rev, endpoint.secret_rev - 1):
            self._secrets.delete(_path(endpoint.id, rev))

    def _find(self, endpoint: Endpoint, rev: int) -> bytes | None:
        name = (endpoint.id, endpoint.created_at, rev)
        known = self._known.get(name)
        if known:
            return known
        found = self._secrets.find(_path(endpoint.id, rev))
        if found:
            with self._lock:
                self._known[name] = found
        return found


def _path(endpoint_id: str, rev: int) -> str:
    return f"endpoint-{endpoint_id}-{rev}"
