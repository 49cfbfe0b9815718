"""Restock: the Catalog table's stream and the queue wake the same function as on AWS."""

import json
from collections.abc import Sequence

from functions.ports.queue import Message
from functions.restock.wiring import process_restock
from local.engine import Engine
from local.restock import CATALOG_CHANGES
from local.simulate.environment.queue import Queue
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.streams import Stream
from local.simulate.environment.surroundings import Surroundings

_TRIES = 40


class Restocking:
    """The function, the stream that it follows, and its queue, of which this is the port."""

    def __init__(
        self,
        services: SimulatedServices,
        engine: Engine,
        around: Surroundings,
        notes: list[str],
    ) -> None:
        self._counts = around.counts
        self._queue = Queue(
            "restock",
            around,
            consumer=lambda body: self._process.work(json.loads(body)),
            gave_up=lambda body, fault: notes.append(f"gave up {body} of restock: {fault!r}"),
            tries=_TRIES,
        )
        services.restock_queue = self
        self._process = process_restock(services)
        self.stream = Stream(
            "catalogue",
            services.settings.catalog_table,
            engine,
            around,
            handler=self._process,
            filters=CATALOG_CHANGES,
        )

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        for message in messages:
            self._counts[f"restock: {_what(message)}"] += 1
            self._queue.send(json.dumps(message), delay_s=delay_s)


def _what(message: Message) -> str:
    """The reason of news; of a wave whether it is the first after a return."""
    later = "a later wave" if message.get("number") else "a first wave"
    return str(message.get("reason", later))
