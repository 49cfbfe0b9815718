"""A virtual clock and the actors that share it: one runs at a time, and the next due one is next.

An actor is a function in a greenlet. It gives way where it sleeps, which each storage call does for
its latency. So two runs with the same seed interleave alike, and a day without work costs nothing.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from greenlet import getcurrent, greenlet


class Crashed(BaseException):
    """The process of an actor ended in the middle; no code of the system may catch this."""


@dataclass
class Actor:
    """A running piece of the system, as one invocation of a function, or of the outside."""

    name: str
    body: Callable[[], object]
    call_number: int = 0
    """How many storage calls it has made; together with `name` it names a point of the run."""
    run: Any = None
    state: dict[str, Any] = field(default_factory=dict)


class Kernel:
    """Runs actors in the order of their wake times; `now` is UTC milliseconds."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.current: Actor | None = None
        self._turns = count()
        self._waiting: list[tuple[int, int, Actor]] = []
        """Wake time, turn and actor; no two have the same turn."""
        self._hub = getcurrent()

    def clock(self) -> int:
        return self.now

    def start(self, name: str, body: Callable[[], object], *, after: int = 0) -> Actor:
        """Let `body` run as an actor of its own, `after` milliseconds from now."""
        actor = Actor(name, body)
        self._wake(actor, after)
        return actor

    def sleep(self, milliseconds: int) -> None:
        """Let the others run until the time has passed; outside of actors only time passes."""
        if self.current is None:
            self.now += milliseconds
            return
        self._wake(self.current, milliseconds)
        self._hub.switch()

    def sleep_seconds(self, seconds: float) -> None:
        """As `time.sleep`, in virtual time."""
        self.sleep(max(1, round(seconds * 1_000)))

    @property
    def next_at(self) -> int | None:
        """When the next actor wakes; None if none waits."""
        return self._waiting[0][0] if self._waiting else None

    def run(self, until: int) -> None:
        """Run all that is due before `until`, then set the clock there."""
        self._hub = getcurrent()
        while self._waiting and self._waiting[0][0] < until:
            at, _, actor = heapq.heappop(self._waiting)
            self.now = max(self.now, at)
            self._resume(actor)
        self.now = max(self.now, until)

    def _wake(self, actor: Actor, after: int) -> None:
        heapq.heappush(self._waiting, (self.now + after, next(self._turns), actor))

    def _resume(self, actor: Actor) -> None:
        if actor.run is None:
            actor.run = greenlet(actor.body, parent=self._hub)
        self.current = actor
        try:
            actor.run.switch()
        finally:
            self.current = None
