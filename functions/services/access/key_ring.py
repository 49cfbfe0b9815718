"""Checks the access keys of calls; each key is cached for a minute."""

from collections import OrderedDict
from collections.abc import Callable

from functions.domain.access_key import AccessKey, id_of
from functions.errors import Unauthorized, Unavailable
from functions.storage.access_keys import AccessKeyRows

_REMEMBERED = 1024


class KeyRing:
    """Keys by id, remembered for a minute, so that revocation acts within that minute.

    While the store does not answer, a key seen before stays good: an outage must not lock the
    shop out.
    """

    def __init__(self, keys: AccessKeyRows, clock: Callable[[], int], cache_s: float) -> None:
        self._keys = keys
        self._clock = clock
        self._cache_ms = cache_s * 1000
        self._seen: OrderedDict[str, tuple[int, AccessKey | None]] = OrderedDict()

    def open(self, shown: str) -> AccessKey:
        """The key that `shown` is.

        Raises:
            Unauthorized: it is none of ours, or was revoked.
            Unavailable: it was never seen here and the store does not answer.
        """
        key_id = id_of(shown)
        key = self._find(key_id) if key_id else None
        if key is None or not key.matches(shown):
            raise Unauthorized("this key is unknown or was revoked; show a key of this store")
        return key

    def recent(self, shown: str) -> AccessKey | None:
        """The key that `shown` is, if it was looked up within the minute; nothing is read."""
        seen = self._seen.get(id_of(shown) or "")
        if seen is None or self._clock() - seen[0] >= self._cache_ms:
            return None
        return seen[1] if seen[1] and seen[1].matches(shown) else None

    def _find(self, key_id: str) -> AccessKey | None:
        seen = self._seen.get(key_id)
        if seen and self._clock() - seen[0] < self._cache_ms:
            return seen[1]
        try:
            key = self._keys.get(key_id)
        except Unavailable:
            if seen:
                return seen[1]
            raise
        self._remember(key_id, key)
        return key

    def _remember(self, key_id: str, key: AccessKey | None) -> None:
        self._seen[key_id] = (self._clock(), key)
        self._seen.move_to_end(key_id)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
