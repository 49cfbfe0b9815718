"""The schedule looks which shards have something due; each of those is swept by a message."""

import json
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from functions.ports.queue import Queue
from functions.services.nudges.sweep import Sweep
from functions.storage.agendas import AgendaRows
from functions.storage.keys.key import SHARDS


class SweepShards:
    """A quiet shop costs one look at the index a minute: an empty shard gets no message."""

    def __init__(
        self,
        *,
        sweep: Sweep,
        agendas: AgendaRows,
        queue: Queue,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._sweep = sweep
        self._agendas = agendas
        self._queue = queue
        self._pool = pool
        self._clock = clock

    def __call__(
        self, event: dict[str, Any], *, may_go_on: Callable[[], bool] = lambda: True
    ) -> dict[str, Any]:
        """Sweep the shard that a message names, or send a message for each shard that has work.

        Raises:
            Unavailable: DynamoDB or SQS does not answer; the same call may be made again.
        """
        if "Records" not in event:
            return {"shards": self._send()}
        (record,) = event["Records"]
        return dict(self._sweep.shard(json.loads(record["body"])["shard"], may_go_on=may_go_on))

    def _send(self) -> int:
        now = self._clock()
        pages = self._pool.map(lambda n: self._agendas.due(n, until=now, limit=1), SHARDS)
        due = [shard for shard, page in zip(SHARDS, pages, strict=True) if page.people]
        self._queue.send([{"shard": shard} for shard in due])
        return len(due)
