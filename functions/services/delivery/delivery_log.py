"""What went to an endpoint, and the same once more."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

from functions.domain.delivery.delivery import Delivery, DeliveryId
from functions.errors import NotFound
from functions.ports.queue import Queue
from functions.storage.deliveries import DeliveryRows
from functions.storage.keys.delivery_keys import DELIVERY_SHARDS

MAX_REPLAYED = 1_000
_TRIES = 3


class DeliveryLog:
    def __init__(
        self,
        deliveries: DeliveryRows,
        queue: Queue,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._deliveries = deliveries
        self._queue = queue
        self._pool = pool
        self._clock = clock

    def newest(self, endpoint_id: str, *, since: int, until: int, limit: int) -> list[Delivery]:
        """Deliveries made in a range of UTC ms, the newest first; the index may trail a little.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        pages = self._pool.map(
            lambda shard: self._deliveries.log(
                endpoint_id, shard, since=since, until=until, limit=limit
            ),
            DELIVERY_SHARDS,
        )
        ids = [each for page in pages for each in page]
        found = self._deliveries.find(ids).values()
        return sorted(found, key=lambda each: (-each.created_at, each.id.text))[:limit]

    def replay(self, delivery_id: DeliveryId) -> Delivery:
        """Deliver one once more, under its id; of a nudge only while it may still be sent.

        Raises:
            NotFound: there is none.
        """
        found = self._deliveries.find([delivery_id]).get(delivery_id)
        if found is None:
            raise NotFound("there is no such delivery; they are kept for 30 days")
        again = self._again(found)
        if again is None:
            raise NotFound("the person of this delivery was erased")
        return again

    def replay_range(
        self, endpoint_id: str, *, since: int, until: int, only_failed: bool
    ) -> list[Delivery]:
        """Deliver once more what was made in a range of UTC ms, at most `MAX_REPLAYED` of it."""
        found = self.newest(endpoint_id, since=since, until=until, limit=MAX_REPLAYED)
        wanted = [
            each
            for each in found
            if each.state in {"failed", "expired"} or (not only_failed and each.state != "waiting")
        ]
        return [each for each in self._pool.map(self._again, wanted) if each]

    def _again(self, delivery: Delivery) -> Delivery | None:
        """The delivery as one that waits anew; None if it is gone."""
        known: Delivery | None = delivery
        for _ in range(_TRIES):
            if known is None:
                return None
            now = self._clock()
            after = replace(
                known, state="waiting", reason="", attempts=0, due_at=now, replayed=True
            )
            written = self._deliveries.write(after)
            if written:
                self._queue.send([{"delivery": written.id.text}])
                return written
            known = self._deliveries.find([delivery.id]).get(delivery.id)
        return known
