"""The usual days between two orders of each item, as the model in service learned them."""

import json
import logging
from collections.abc import Callable, Mapping
from threading import Lock

from functions.errors import HiloError, NotFound
from functions.ports.blobs import Blobs

logger = logging.getLogger(__name__)
REPURCHASE_GAPS = "insights/repurchase-gaps.json"
_CACHED_MS = 600_000


def repurchase_gaps_json(days: Mapping[str, float]) -> bytes:
    """The bytes of the file."""
    return json.dumps({"days": days}, separators=(",", ":"), ensure_ascii=False).encode()


class RepurchaseGaps:
    def __init__(self, blobs: Callable[[], Blobs], clock: Callable[[], int]) -> None:
        self._blobs = blobs
        self._clock = clock
        self._read_at: int | None = None
        self._days: Mapping[str, float] = {}
        self._lock = Lock()  # who asks while it is read waits: without it no gap would be known

    def days(self) -> Mapping[str, float]:
        """The days by item id, read at most ten minutes ago; those read last if it fails now.

        There are none before the first training, and of items that are not bought again.
        """
        now = self._clock()
        with self._lock:
            if self._read_at is None or now >= self._read_at + _CACHED_MS:
                self._read_at = now
                self._days = self._read()
            return self._days

    def _read(self) -> Mapping[str, float]:
        try:
            days: Mapping[str, float] = json.loads(self._blobs().read(REPURCHASE_GAPS))["days"]
        except NotFound:
            return {}
        except (HiloError, ValueError, KeyError) as fault:
            logger.warning("the repurchase gaps were not read: %s", type(fault).__name__)
            return self._days
        return days
