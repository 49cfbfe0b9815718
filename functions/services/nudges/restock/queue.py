"""Read the queue of an item over all of its shards, oldest first."""

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial

from functions.domain.nudges.restock.queue import QueuePage, ShardPage, merged
from functions.storage.keys.restock_keys import ITEM_SHARDS, waiting_sk
from functions.storage.subscriptions import SubscriptionRows

# A little more than a shard's share, as shards are never quite alike.
_SPARE = 8


class RestockQueue:
    def __init__(self, rows: SubscriptionRows, pool: Executor) -> None:
        self._rows = rows
        self._pool = pool

    def page(self, item_id: str, *, after: str, count: int) -> QueuePage:
        """The oldest people after a sort key, at most `count`, and whether there are more."""
        limit = count // len(ITEM_SHARDS) + _SPARE
        read = partial(self._shard, item_id, after=after, limit=limit)
        return merged(list(self._pool.map(read, ITEM_SHARDS)), count)

    def pages(self, item_id: str, *, after: str, count: int) -> Iterator[QueuePage]:
        """Every page after a sort key; the last one has no more."""
        page = self.page(item_id, after=after, count=count)
        yield page
        while page.more and page.rows:
            page = self.page(item_id, after=page.rows[-1][0], count=count)
            yield page

    def _shard(self, item_id: str, shard: int, *, after: str, limit: int) -> ShardPage:
        rows, more = self._rows.waiting(item_id, shard, after=after, limit=limit)
        keyed = [(waiting_sk(each.since, each.person), each) for each in rows]
        return ShardPage(keyed, more is not None)
