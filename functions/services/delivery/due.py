"""Look for what is to be delivered now, and put its keys into the queue."""

from collections.abc import Callable
from concurrent.futures import Executor
from itertools import chain, product

from functions.domain.delivery.open_route import held_by_endpoint
from functions.domain.delivery.routes import NATIVE, endpoint_of
from functions.domain.nudges.kinds import CHANNELS, Channel
from functions.domain.nudges.settings import NudgeSettings
from functions.ports.queue import Message, Queue
from functions.storage.deliveries import DeliveryRows
from functions.storage.endpoints import EndpointRows
from functions.storage.keys.delivery_keys import DELIVERY_SHARDS
from functions.storage.keys.key import SHARDS
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.nudges import NudgeRows

# What became due just now is in the queue already, by its own write or by the stream.
GRACE_MS = 30_000
_LIMIT = 500


class FindDue:
    """What the queue lost, and what waits for longer than a message of the queue may."""

    def __init__(
        self,
        *,
        deliveries: DeliveryRows,
        nudges: NudgeRows,
        settings: NudgeSettingsRows,
        endpoints: EndpointRows,
        queue: Queue,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._deliveries = deliveries
        self._nudges = nudges
        self._settings = settings
        self._endpoints = endpoints
        self._queue = queue
        self._pool = pool
        self._clock = clock

    def __call__(self) -> int:
        """Send a message for each delivery and each ready nudge that is due; how many there were.

        A message that is sent twice does no harm.

        Raises:
            Unavailable: DynamoDB or SQS does not answer; the next minute tries again.
        """
        settings = self._settings.get()
        # While nudges are paused, notices go out: one of them may call a nudge back.
        pushed = [] if settings.paused else [c for c in CHANNELS if self._takes(c, settings)]
        until = self._clock() - GRACE_MS
        waiting = self._pool.map(lambda shard: self._waiting(shard, until), DELIVERY_SHARDS)
        places = product(pushed, SHARDS)
        ready = self._pool.map(lambda place: self._ready(place[0], place[1], until), places)
        found = [message for page in chain(waiting, ready) for message in page]
        self._queue.send(found)
        return len(found)

    def _takes(self, channel: Channel, settings: NudgeSettings) -> bool:
        """Whether a channel has a route that takes its nudges now; else they wait, unread."""
        route = settings.route(channel)
        if route == NATIVE:
            return settings.providers.configured(channel)
        endpoint_id = endpoint_of(route)
        if endpoint_id is None:
            return False
        endpoint, health = self._endpoints.find(endpoint_id)
        return held_by_endpoint(endpoint_id, endpoint, health, now=self._clock()) is None

    def _waiting(self, shard: int, until: int) -> list[Message]:
        page = self._deliveries.due(shard, until=until, limit=_LIMIT)
        return [{"delivery": each.text} for each in page.ids]

    def _ready(self, channel: Channel, shard: int, until: int) -> list[Message]:
        ids = self._nudges.ready(channel, shard, until=until, limit=_LIMIT)
        return [{"nudge": each.text} for each in ids]
