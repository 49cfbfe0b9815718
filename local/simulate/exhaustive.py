"""Every schedule of a small case: real code, stopped and resumed at each storage call.

A schedule is who goes first, and up to so many places at which one stops and another goes on. Each
stop is longer than a check may be old, so that a claim by old facts would show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

from functions.domain.nudges.guards.case import Guard
from functions.domain.person import customer
from functions.services.nudges.wiring import sweep
from functions.storage.keys.person_keys import shard_of
from local.simulate.auditor.audit import audit
from local.simulate.environment.habits import Habits
from local.simulate.environment.nudging import Nudging
from local.simulate.environment.outside import Outside
from local.simulate.environment.turns import Switches, Turns
from local.simulate.environment.weather import CALM
from local.simulate.environment.world import World, virtual_sleep
from local.simulate.history import History, Violation
from local.simulate.small_cases import ANA, DUE, HOUR, START, SmallCase

ACTORS = ("sweeper", "other sweeper", "tool", "change", "stream")


@dataclass(frozen=True)
class Schedule:
    """Who goes first, and at which storage call of the run which actor goes on."""

    first: int
    switches: Switches = ()

    def __str__(self) -> str:
        stops = [f"at call {call} {ACTORS[actor]}" for call, actor in self.switches]
        return ", ".join([f"{ACTORS[self.first]} first", *stops])


@dataclass(frozen=True)
class Played:
    """What came of a schedule; `others` is who could have gone on at each storage call."""

    schedule: Schedule
    violations: tuple[Violation, ...]
    others: tuple[tuple[int, ...], ...]


def schedules(
    case: SmallCase, switches: int, guards: Sequence[Guard] | None = None
) -> Iterator[Played]:
    """Play all schedules of a case with up to `switches` stops, each once."""
    for first in range(len(ACTORS)):
        yield from _from(case, Schedule(first), switches, guards)


def _from(
    case: SmallCase, schedule: Schedule, left: int, guards: Sequence[Guard] | None
) -> Iterator[Played]:
    played = play(case, schedule, guards)
    yield played
    if not left:
        return
    last = schedule.switches[-1][0] if schedule.switches else 0
    for call, others in zip(count(last + 1), played.others[last:], strict=False):
        for actor in others:
            longer = Schedule(schedule.first, (*schedule.switches, (call, actor)))
            yield from _from(case, longer, left - 1, guards)


def play(case: SmallCase, schedule: Schedule, guards: Sequence[Guard] | None = None) -> Played:
    """Play one schedule, then let everything come to rest, and judge."""
    kernel, history = Turns(START), History(START)
    world = World("small case", CALM, START, None, guards, kernel=kernel)
    try:
        with virtual_sleep(kernel):
            outside = Outside(world, history)
            outside.send(case.before)
            kernel.run(START + DUE)
            nudging = Nudging(world, history, case.before, Habits())
            decide = sweep(world.services).shard
            shard = shard_of(customer(ANA.user or ""))
            bodies = (
                partial(decide, shard),
                partial(sweep(world.services).shard, shard),
                partial(nudging.tool.poll, "email"),
                partial(outside.perform, case.change),
                world.streams[0].deliver,
            )
            kernel.play(bodies, schedule.first, schedule.switches)
            world.listeners.append(nudging.changed)
            world.settle()
            kernel.run(kernel.now + 2 * HOUR)
            history.end = kernel.now
            outside.look_at_the_end()
    finally:
        world.close()
    return Played(schedule, tuple(audit(history)), tuple(kernel.trace))
