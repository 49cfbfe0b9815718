"""The signing secrets of endpoints: kept encrypted, apart from their rows."""

from collections.abc import Callable, Sequence
from threading import Lock

from functions.domain.delivery.endpoint import Endpoint
from functions.errors import Unavailable
from functions.ports.secrets import SECRET_BYTES, Secrets

# As many rotations in a row may end half-way before the secret before them is given up.
_IN_VAIN = 20
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

        A receiver may still use one that was replaced within a day, however often that happened.
        The newest is missing while it is being made, and if its making ended half-way. Then the one
        before it goes on.

        Raises:
            Unavailable: the secrets cannot be read now.
        """
        numbers = self._live(endpoint, now)
        if not numbers:
            raise Unavailable("an endpoint has no secret yet")
        return [secret for rev in numbers if (secret := self._find(endpoint, rev))]

    def make(self, endpoint: Endpoint, *, now: int) -> bytes:
        """The newest secret of an endpoint, made at `now` (UTC ms); what signs no more goes."""
        secret = self._random_bytes(SECRET_BYTES)
        self._secrets.put(_path(endpoint.id, endpoint.secret_rev), secret)
        kept = self._live(endpoint, now)[-1]
        while older := self._before(endpoint, kept):
            self._secrets.delete(_path(endpoint.id, older))
            kept = older
        return secret

    def delete(self, endpoint: Endpoint) -> None:
        rev: int | None = endpoint.secret_rev
        while rev:
            self._secrets.delete(_path(endpoint.id, rev))
            rev = self._before(endpoint, rev)

    def _live(self, endpoint: Endpoint, now: int) -> list[int]:
        """The numbers of the secrets that sign, the newest first."""
        newest, live = endpoint.secret_rev, list[int]()
        rev = newest if self._find(endpoint, newest) else self._before(endpoint, newest)
        while rev:
            live.append(rev)
            signs = endpoint.secret_before_signs(rev, now=now)
            rev = self._before(endpoint, rev) if signs else None
        return live

    def _before(self, endpoint: Endpoint, rev: int) -> int | None:
        """The number of the newest secret below `rev` that was made; some are made in vain."""
        below = range(rev - 1, max(0, rev - 1 - _IN_VAIN), -1)
        return next((each for each in below if self._find(endpoint, each)), None)

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
