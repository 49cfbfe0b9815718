"""The secret of Shopify's webhooks, cached for a minute."""

from collections.abc import Callable
from threading import Lock

from functions.ports.secrets import Secrets

_NAME = "shopify-webhooks"
CACHED_MS = 60_000


class ShopifySecretStore:
    """A burst of webhooks must not read the store of secrets for each."""

    def __init__(self, secrets: Secrets, clock: Callable[[], int]) -> None:
        self._secrets = secrets
        self._clock = clock
        self._lock = Lock()
        self._known: bytes | None = None
        self._due_at = 0

    def find(self) -> bytes | None:
        """The secret as it was at most a minute ago; None where none was put.

        Raises:
            Unavailable: it cannot be read.
        """
        with self._lock:
            if self._known is None or self._clock() >= self._due_at:
                self._known = self._secrets.find(_NAME)
                self._due_at = self._clock() + CACHED_MS
            return self._known

    def put(self, secret: bytes) -> None:
        """Replace the secret.

        Raises:
            Unavailable: it cannot be written.
        """
        with self._lock:
            self._secrets.put(_NAME, secret)
            self._known = None
