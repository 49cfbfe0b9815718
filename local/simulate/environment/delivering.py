"""The delivery function: woken by the Customers table's stream, by its queue, and each minute.

Each invocation has an instance of the function for itself, and one that fails serves no other.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any

from functions.delivery.process import ProcessDelivery
from functions.delivery.wiring import process_delivery
from functions.domain.delivery.routes import NATIVE, PULL
from functions.domain.nudges.kinds import Channel
from functions.errors import HiloError
from functions.ports.queue import Message
from functions.services.delivery.due import GRACE_MS
from functions.storage.confirmations import CHANNEL
from local.delivery import CUSTOMER_CHANGES
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.queue import Queue
from local.simulate.environment.streams import Stream
from local.simulate.environment.world import World

_MINUTE_MS, _LONGEST_MS = 60_000, 3_600_000
T = Any


class Delivering:
    """This is the port of the function's queue, too."""

    def __init__(self, world: World, routes: Mapping[Channel, str]) -> None:
        self._services = world.services
        self._kernel = world.kernel
        self._counts = world.around.counts
        self._waiting = world.waiting
        self._confirms = routes.get("email") == NATIVE
        self._pushed = [channel for channel, route in routes.items() if route != PULL]
        self._idle: list[ProcessDelivery] = []
        self._next: int | None = None
        self._looks = False
        self._seen: int | None = None
        self._pause_ms = _MINUTE_MS
        self._queue = Queue(
            "delivery",
            world.around,
            consumer=lambda body: self._by_an_instance(lambda p: p.work(json.loads(body))),
            gave_up=lambda *_: self._given_up(),
        )
        world.services.delivery_queue = self
        world.streams.append(self._stream(world))

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        """Take messages of the function."""
        for message in messages:
            self._queue.send(json.dumps(message), delay_s=delay_s)

    def changed(self) -> None:
        """Plan the schedule's call of the first minute in which something waits for it."""
        due = self._due_at()
        if due is None:
            return
        at = max(due + GRACE_MS, self._kernel.now + 1)
        self._look_at(-(-at // _MINUTE_MS) * _MINUTE_MS)

    def _due_at(self) -> int | None:
        mails = (CHANNEL,) if self._confirms else ()
        ready = self._waiting.ready([*self._pushed, *mails]).values()
        return min([*filter(None, [self._waiting.deliveries()]), *ready], default=None)

    def _look_at(self, at: int) -> None:
        if self._next is None or at < self._next:
            self._next = at
            after = at - self._kernel.now
            self._kernel.start(f"delivery schedule {at}", partial(self._look, at), after=after)

    def _look(self, at: int) -> None:
        if self._next != at or self._looks:
            return  # an earlier look took its place, or has begun
        self._looks = True
        self._counts["delivery: looked for what is due"] += 1
        with suppress(HiloError, Crashed):  # the next minute looks again
            self._by_an_instance(lambda process: process({}))
        self._next, self._looks = None, False
        due = self._due_at()
        # What cannot go now, as a wave has no alert left, is looked at less and less often.
        self._pause_ms = min(self._pause_ms * 2, _LONGEST_MS) if due == self._seen else _MINUTE_MS
        self._seen = due
        if due is not None:
            at = max(self._kernel.now + self._pause_ms, due)
            self._look_at(-(-at // _MINUTE_MS) * _MINUTE_MS)

    def _by_an_instance(self, call: Callable[[ProcessDelivery], T]) -> T:
        instance = self._idle.pop() if self._idle else self._new_instance()
        answer = call(instance)
        self._idle.append(instance)
        return answer

    def _new_instance(self) -> ProcessDelivery:
        self._counts["delivery: new instance"] += 1
        return process_delivery(self._services, _recommends_nothing)  # type: ignore[arg-type]

    def _given_up(self) -> None:
        """Its row is due still: the schedule finds it."""
        self._counts["delivery: message in the dead letters"] += 1

    def _stream(self, world: World) -> Stream:
        return Stream(
            "customers",
            self._services.settings.customers_table,
            world.engine,
            world.around,
            handler=lambda event: self._by_an_instance(lambda process: process(event)),
            filters=CUSTOMER_CHANGES,
        )


def _recommends_nothing(*_: Any, **__: Any) -> Any:
    """There is no model here: other tests prove what is recommended."""
    return SimpleNamespace(items=())
