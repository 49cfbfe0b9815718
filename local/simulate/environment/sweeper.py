"""The sweep of every minute, of which only the minutes with something due are run.

Each due shard gets a message, as the schedule sends it to all; a message that comes twice, or late,
makes two sweepers of one shard.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from functions.services.nudges.wiring import sweep
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.queue import Queue
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.waiting import Waiting
from local.simulate.history import History

MINUTE_MS = 60_000
# So many minutes a shard may be due for the same time while nothing fails.
_MOST_IN_VAIN = 30


class Sweeper:
    """`changed` says that the Customers table was written to: something may be due."""

    def __init__(
        self,
        services: SimulatedServices,
        around: Surroundings,
        waiting: Waiting,
        history: History,
    ) -> None:
        self._kernel = around.kernel
        self._counts = around.counts
        self._waiting = waiting
        self._sweep = sweep(services)
        self._history = history
        self._faults = around.faults
        self._running: dict[int, int] = {}
        self._in_vain: Counter[tuple[int, int]] = Counter()
        self._next: int | None = None
        self._queue = Queue(
            "sweep",
            around,
            consumer=self._shard,
            gave_up=lambda body, _: history.notes.append(f"the sweep of shard {body} was given up"),
        )

    def changed(self) -> None:
        """Look at the next minute what is due."""
        self._look_at((self._kernel.now // MINUTE_MS + 1) * MINUTE_MS)

    def _look_at(self, at: int) -> None:
        if self._next is None or at < self._next:
            self._next = at
            after = at - self._kernel.now
            self._kernel.start(f"schedule {at}", partial(self._look, at), after=after)

    def _look(self, at: int) -> None:
        if self._next != at:
            return  # an earlier look took its place
        self._next = None
        due = self._waiting.due()
        if due and not self._waiting.paused():
            earliest = max(min(due.values()), self._kernel.now + 1)
            self._look_at(-(-earliest // MINUTE_MS) * MINUTE_MS)
        now = self._kernel.now
        self._watch(due)
        with suppress(Crashed):  # the next minute sends to what is due still
            for shard in sorted(shard for shard, first in due.items() if first <= now):
                self._queue.send(str(shard))

    def _watch(self, due: Mapping[int, int]) -> None:
        """Note a shard that is swept minute by minute, and stays due for the same time."""
        if self._faults.on or self._waiting.paused():
            return
        for shard, at in due.items():
            if at <= self._kernel.now:
                self._in_vain[shard, at] += 1
                if self._in_vain[shard, at] == _MOST_IN_VAIN:
                    self._history.notes.append(f"shard {shard} is swept in vain: due at {at}")

    def _shard(self, body: str) -> None:
        shard = int(body)
        if self._running.get(shard):
            self._counts["sweep: two sweepers of one shard"] += 1
        self._running[shard] = self._running.get(shard, 0) + 1
        try:
            for state, number in self._sweep.shard(shard).items():
                self._counts[f"decided: {state}"] += number
        finally:
            self._running[shard] -= 1
