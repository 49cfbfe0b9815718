"""The signing secrets of endpoints: kept encrypted, apart from their rows."""

from collections.abc import Sequence
from threading import Lock

from functions.domain.delivery.endpoint import Endpoint
from functions.ports.secrets import Secrets

SECRET_BYTES = 32
_Name = tuple[str, int, int]


class EndpointSecrets:
    """Secrets are cached: a number of one endpoint always stands for the same secret."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._known: dict[_Name, bytes] = {}
        self._lock = Lock()

    def live(self, endpoint: Endpoint, *, now: int) -> Sequence[bytes]:
        """The secrets that sign at `now` (UTC ms), the newest first.

        Raises:
            Unavailable: the secrets cannot be read now.
        """
        found = (self._find(endpoint, rev) for rev in endpoint.secret_revs(now=now))
        return [secret for secret in found if secret]

    def put(self, endpoint: Endpoint, secret: bytes) -> None:
        """Keep the newest secret of an endpoint, and the one before it; older ones go."""
        self._secrets.put(_path(endpoint.id, endpoint.secret_rev), secret)
        self._secrets.delete(_path(endpoint.id, endpoint.secret_rev - 2))

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
