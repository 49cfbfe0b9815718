"""Make notices: one delivery for each endpoint that wants a type of event."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.delivery.delivery import Delivery, DeliveryId
from functions.domain.delivery.endpoint import Endpoint
from functions.domain.delivery.event_types import EventType
from functions.errors import RevisionLost
from functions.ports.queue import Queue
from functions.services.retry import until_written
from functions.storage.deliveries import DeliveryRows, delivery_put
from functions.storage.endpoints import EndpointRows
from functions.storage.keys import delivery_keys
from functions.storage.keys.key import Key, attributes
from functions.storage.person_rows import PersonRows
from functions.storage.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Notice:
    """An event about the row under `source`, which is gone with its person.

    `event` names it among the events of its owner; `to` are endpoints that get it, wanted or not.
    `at` is UTC ms.
    """

    source: Key
    event: str
    type: EventType
    at: int
    data: Mapping[str, Any]
    to: frozenset[str] = frozenset()
    not_to: frozenset[str] = frozenset()


class Notify:
    """A notice is made once, however often its cause is seen."""

    def __init__(
        self,
        *,
        endpoints: EndpointRows,
        deliveries: DeliveryRows,
        rows: PersonRows,
        transactions: Transactions,
        queue: Queue,
        clock: Callable[[], int],
    ) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._rows = rows
        self._transactions = transactions
        self._queue = queue
        self._clock = clock

    def __call__(self, notices: Iterable[Notice]) -> None:
        """Make the deliveries of these notices, due at once.

        Raises:
            Unavailable, RevisionLost: some were not made; all may be made again.
        """
        wanted = list(notices)
        endpoints = [each for each in self._endpoints.all() if each.enabled] if wanted else []
        made = [
            delivery_id
            for notice in wanted
            for endpoint in endpoints
            if _gets(endpoint, notice) and (delivery_id := self._made(endpoint, notice))
        ]
        self._queue.send([{"delivery": each.text} for each in made])

    def _made(self, endpoint: Endpoint, notice: Notice) -> DeliveryId | None:
        own = DeliveryId(notice.source["pk"], notice.event, endpoint.id)
        now = self._clock()
        delivery = Delivery(own, notice.type, notice.at, now, data=notice.data)
        return until_written(lambda: self._attempt(delivery, notice.source))

    def _attempt(self, delivery: Delivery, source: Key) -> DeliveryId | None:
        table = self._transactions.table
        there = {
            "ConditionCheck": {
                "TableName": table,
                "Key": attributes(source),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }
        try:
            self._transactions.write([there, delivery_put(table, delivery)])
        except RevisionLost:
            rows = self._rows.read([source, delivery_keys.delivery(delivery.id)])
            known = rows.get(delivery_keys.delivery(delivery.id)) is not None
            if known or rows.get(source) is None:
                return None
            raise
        return delivery.id


def _gets(endpoint: Endpoint, notice: Notice) -> bool:
    wants = notice.type in endpoint.types or endpoint.id in notice.to
    return wants and endpoint.id not in notice.not_to
