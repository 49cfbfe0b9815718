"""Time to live: items whose time has come are deleted, as DynamoDB itself does it.

Source: "Using time to live (TTL) in DynamoDB", DynamoDB Developer Guide.
"""

from collections.abc import Callable

from local.embedded.database import Database
from local.embedded.tables import Tables

# What lies further back is taken for a mistake and never deleted.
OLDEST_S = 5 * 365 * 86_400
_AT_ONCE = 500


class Expiry:
    def __init__(self, database: Database, tables: Tables, clock: Callable[[], int]) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock

    def expire_items(self) -> int:
        """Delete the items that have expired, and return how many there were."""
        return sum(iter(self._expire_some, 0))

    def _expire_some(self) -> int:
        now = self._clock()
        count = 0
        with self._database.writing():
            for table in self._tables:
                for key, stored in table.expired(now // 1000 - OLDEST_S, now // 1000, _AT_ONCE):
                    table.remove_expired(key, stored, now)
                    count += 1
        return count
