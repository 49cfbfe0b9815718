"""A small case brought to where its cart is due, and from there one schedule played to its rest."""

from collections.abc import Callable, Sequence
from functools import partial

from functions.domain.nudges.guards.case import Guard
from functions.domain.person import customer
from functions.services.nudges.wiring import sweep
from functions.storage.keys.person_keys import shard_of
from local.embedded.hooks import Call, Proceed
from local.simulate.auditor.audit import audit
from local.simulate.environment.faults import WRITES
from local.simulate.environment.habits import Habits
from local.simulate.environment.nudging import Nudging
from local.simulate.environment.outside import Outside
from local.simulate.environment.weather import CALM
from local.simulate.environment.world import World, virtual_sleep
from local.simulate.history import History, Violation
from local.simulate.schedules.cases import ANA, DUE, HOUR, START, SmallCase
from local.simulate.schedules.schedule import Schedule, Trace
from local.simulate.schedules.turns import Turns

ACTORS = ("sweeper", "other sweeper", "tool", "change", "stream")
SWEEPERS = (0, 1)


def described(schedule: Schedule) -> str:
    """A schedule in words."""
    stops = [
        f"{ACTORS[stop.actor]} stops before its call {stop.call} for {ACTORS[stop.target]}"
        for stop in schedule.stops
    ]
    return ", ".join([f"{ACTORS[schedule.first]} first", *stops])


class _World(World):
    """At each storage call the schedule may stop the actor."""

    kernel: Turns

    def hook(self, call: Call, proceed: Proceed) -> dict[str, object]:
        reads = call.operation not in WRITES
        again = partial(proceed, call) if reads else None
        return self.kernel.step(partial(super().hook, call, proceed), again=again)


class SmallWorld:
    """All that came before is done; `play` may be called once.

    Args:
        case: whose cart is due.
        pause: how many milliseconds pass whenever one actor has stopped or ended.
        guards: take the place of the system's own.
    """

    def __init__(self, case: SmallCase, pause: int, guards: Sequence[Guard] | None = None) -> None:
        self._case = case
        self._kernel = Turns(START, pause=pause, alike=SWEEPERS)
        self._history = History(START)
        self._world = _World("small case", CALM, START, None, guards, kernel=self._kernel)
        with virtual_sleep(self._kernel):
            Outside(self._world, self._history).send(case.before)
            self._kernel.run(START + DUE)
            self._nudging = self._nudging_of("tool")
            self._outside = Outside(self._world.of_own_memory("change"), self._history)
            self._bodies = self._actors()

    def play(self, schedule: Schedule) -> tuple[Trace, tuple[Violation, ...], History]:
        """Play a schedule, let everything come to rest, and judge."""
        kernel, history = self._kernel, self._history
        with virtual_sleep(kernel):
            trace = kernel.play(self._bodies, schedule)
            self._world.listeners.append(self._nudging.changed)
            self._world.settle()
            kernel.run(kernel.now + 2 * HOUR)
            history.end = kernel.now
            self._outside.look_at_the_end()
        return trace, tuple(audit(history)), history

    def close(self) -> None:
        self._world.close()

    def _nudging_of(self, name: str) -> Nudging:
        world = self._world.of_own_memory(name)
        return Nudging(world, self._history, self._case.before, Habits())

    def _actors(self) -> Sequence[Callable[[], object]]:
        world, shard = self._world, shard_of(customer(ANA.user or ""))
        sweepers = [sweep(world.of_own_memory(ACTORS[each]).services) for each in SWEEPERS]
        events = world.streams[0]
        events.handler = world.of_own_memory("stream").event_handler()
        return (
            *(partial(each.shard, shard) for each in sweepers),
            partial(self._nudging.tool.poll, "email"),
            partial(self._outside.perform, self._case.change),
            events.deliver,
        )
