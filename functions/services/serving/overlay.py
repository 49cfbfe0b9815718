"""Changes of the catalogue since the snapshot in service, read inside requests.

A frozen Lambda instance gets no messages; so it looks inside a request, which waits.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from functions.domain.item import Item
from functions.errors import Unavailable
from functions.services.serving.changes import OVERLAP_MS, as_changes, newer
from functions.storage.catalog import CatalogRows, Change, Changes
from functions.storage.keys.catalog_keys import CHANGE_SHARDS
from model.catalogue.changes import Changes as CatalogChanges
from model.catalogue.snapshot import Snapshot

logger = logging.getLogger(__name__)

# Rounds of one page of each shard, up to 1 MB each; what is left then, the next request reads.
_ROUNDS = 8
_PAUSE_AFTER_FAULT_MS = 1_000


class Overlay:
    """Keeps, by version, what is newer than the snapshot; each look re-reads the last 30 s."""

    def __init__(
        self, catalog: CatalogRows, pool: Executor, clock: Callable[[], int], refresh_s: float
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._clock = clock
        self._refresh_ms = refresh_s * 1000
        self._looking = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._changes = CatalogChanges()
        self._kept: dict[tuple[str, str | None], Change] = {}
        self._since: dict[str, int] = {}
        self._after: dict[str, dict[str, Any]] = {}
        self._due_at: float = 0

    @property
    def age_ms(self) -> float:
        """How long ago the last look was."""
        return self._clock() - (self._due_at - self._refresh_ms)

    @property
    def due(self) -> bool:
        """Whether the last look is too old."""
        return self._clock() >= self._due_at

    def over(self, snapshot: Snapshot) -> CatalogChanges:
        """The changes to lay over `snapshot`, looked up anew if the last look is too old.

        One look at a time, and all requests wait for it: an answer stands on changes of at most
        `refresh_s` ago. While the index cannot be read, on those known before. The same changes
        are the same object.
        """
        with self._looking:
            if snapshot is not self._snapshot:
                self._move_to(snapshot)
            if self.due:
                self._look(snapshot)
            return self._changes

    def _move_to(self, snapshot: Snapshot) -> None:
        """Go on from another snapshot; what is known and not part of it stays known."""
        unread = snapshot.changed_until - OVERLAP_MS
        self._since = {s: min(unread, self._since.get(s, unread)) for s in CHANGE_SHARDS}
        self._after = {}
        self._snapshot, self._due_at = snapshot, 0
        self._kept = {_key(row): row for row in newer(self._kept.values(), snapshot)}
        self._changes = as_changes(self._kept.values())

    def _look(self, snapshot: Snapshot) -> None:
        now, known = self._clock(), dict(self._kept)
        self._due_at = now + self._refresh_ms
        unread = list(CHANGE_SHARDS)
        try:
            for _ in range(_ROUNDS):
                unread = self._read(unread, now, snapshot)
            if unread:
                self._due_at = now
        except Unavailable as error:
            logger.warning("serving the catalogue with the changes known before: %s", error)
            self._due_at = now + _PAUSE_AFTER_FAULT_MS
        if self._kept != known:
            self._changes = as_changes(self._kept.values())

    def _read(self, shards: list[str], now: int, snapshot: Snapshot) -> list[str]:
        """Read one page of each shard, all at once; the answer is those that have more."""
        pages = list(self._pool.map(self._page, shards))
        for shard, page in zip(shards, pages, strict=True):
            self._keep(newer(page.rows, snapshot))
            if page.after:
                self._after[shard] = page.after
            else:
                self._after.pop(shard, None)
                self._since[shard] = now - OVERLAP_MS
        return [shard for shard in shards if shard in self._after]

    def _page(self, shard: str) -> Changes:
        return self._catalog.changes(shard, self._since[shard], self._after.get(shard))

    def _keep(self, rows: list[Change]) -> None:
        for row in rows:
            known = self._kept.get(_key(row))
            if known is None or known.version < row.version:
                self._kept[_key(row)] = row


def _key(row: Change) -> tuple[str, str | None]:
    return row.item_id, None if isinstance(row, Item) else row.location
