"""Every schedule of every small case, on all cores, counted."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from functions.domain.nudges.guards.case import Guard
from local.simulate.history import Violation
from local.simulate.many import quietly
from local.simulate.schedules.cases import CASES, SmallCase
from local.simulate.schedules.explore import Explorer, Found
from local.simulate.schedules.schedule import Played, Schedule
from local.simulate.schedules.small_world import ACTORS, SWEEPERS, SmallWorld

PAUSES = (1, 3_000)
"""What passes when one actor stops or ends, ms: less, and more, than a check may be old."""
FIRSTS = tuple(number for number in range(len(ACTORS)) if number != SWEEPERS[1])
"""Who may go first: one sweeper does as the other."""


@dataclass(frozen=True)
class Broken:
    """A schedule that breaks an invariant, or ends with an error of its own."""

    schedule: Schedule
    why: str


@dataclass(frozen=True)
class Explored:
    """All schedules of one case with one first actor and one pause; `cpu` are seconds."""

    case: str
    pause: int
    first: int
    schedules: int
    played: int
    broken: tuple[Broken, ...]
    cpu: float


def exhaustive(stops: int, jobs: int) -> Iterator[Explored]:
    """Play all schedules with up to so many stops of every case, in `jobs` processes."""
    parts = [
        (case, pause, first) for case in range(len(CASES)) for pause in PAUSES for first in FIRSTS
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        yield from pool.map(_part, *zip(*parts, strict=True), [stops] * len(parts))


def _part(case: int, pause: int, first: int, stops: int) -> Explored:
    began = time.process_time()
    found = list(explored(CASES[case], pause, first, stops))
    broken = tuple(
        Broken(each.schedule, why) for each in found if (why := _why(each.outcome)) is not None
    )
    played = sum(each.played for each in found)
    return Explored(
        CASES[case].name, pause, first, len(found), played, broken, time.process_time() - began
    )


def explored(
    case: SmallCase,
    pause: int,
    first: int,
    stops: int,
    guards: Sequence[Guard] | None = None,
    *,
    prune: bool = True,
) -> Iterator[Found]:
    """All schedules of a case in which this actor goes first.

    An outcome is the violations, and a digest of all that was seen from outside.
    """
    play = partial(_played, case, pause, guards)
    yield from Explorer(play, stops, prune=prune).from_first(first)


def _played(
    case: SmallCase, pause: int, guards: Sequence[Guard] | None, schedule: Schedule
) -> Played:
    world = SmallWorld(case, pause, guards)
    try:
        trace, violations, history = world.play(schedule)
    except Exception as error:  # noqa: BLE001 an error of the system is what is looked for, too
        return Played((), f"{type(error).__name__}: {error}")
    finally:
        world.close()
    return Played(trace, (violations, sha256(repr(history).encode()).hexdigest()))


def _why(outcome: Any) -> str | None:
    """The first violation of an outcome, or the error; None if there is none."""
    if isinstance(outcome, str):
        return outcome
    violations: tuple[Violation, ...] = outcome[0]
    return str(violations[0]) if violations else None
