"""The schedule looks which shards have something due; messages wake the runs that sweep them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any

from functions.ports.topic import Topic
from functions.services.nudges.sweep import Sweep
from functions.storage.agendas import AgendaRows
from functions.storage.keys.key import SHARDS

# Shoppers' calls need the account's concurrency, which may be ten.
MOST_RUNS = 8


class SweepShards:
    """A quiet shop costs one look at the index a minute: an empty shard is in no message."""

    def __init__(
        self,
        *,
        sweep: Sweep,
        agendas: AgendaRows,
        topic: Topic,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._sweep = sweep
        self._agendas = agendas
        self._topic = topic
        self._pool = pool
        self._clock = clock

    def __call__(
        self, event: dict[str, Any], *, may_go_on: Callable[[], bool] = lambda: True
    ) -> dict[str, Any]:
        """Sweep the shards that a message names, or send messages for the shards that have work.

        Raises:
            Unavailable: DynamoDB or SNS does not answer; the same call may be made again.
        """
        if "Records" not in event:
            return {"shards": self._send()}
        (record,) = event["Records"]
        return self._swept(json.loads(record["Sns"]["Message"])["shards"], may_go_on)

    def _swept(self, shards: Iterable[int], may_go_on: Callable[[], bool]) -> dict[str, Any]:
        """Sweep shards side by side: one with much work takes no time from another."""

        def swept(shard: int) -> Counter[str]:
            return self._sweep.shard(shard, may_go_on=may_go_on)

        return dict(sum(self._pool.map(swept, shards), Counter[str]()))

    def _send(self) -> int:
        now = self._clock()
        pages = self._pool.map(lambda n: self._agendas.due(n, until=now, limit=1), SHARDS)
        due = [shard for shard, page in zip(SHARDS, pages, strict=True) if page.people]
        runs = min(MOST_RUNS, len(due))
        self._topic.publish([{"shards": due[n::runs]} for n in range(runs)])
        return len(due)
