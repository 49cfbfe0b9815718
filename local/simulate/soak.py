"""Thirty virtual days of many people, in as many shops as there are cores."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random

from local.simulate.counts import Counts
from local.simulate.environment.weather import weather_of
from local.simulate.generator.cast import cast_of
from local.simulate.generator.drawing import DAY, HOUR, Drawing
from local.simulate.generator.episodes import episode
from local.simulate.generator.scenario import ITEMS, Scenario, opened
from local.simulate.generator.stage import Stage
from local.simulate.generator.troubles import trouble
from local.simulate.many import quietly
from local.simulate.run import run

DAYS = 30
_START = 1_780_900_000_000  # 2026-06-08


@dataclass(frozen=True)
class Soaked:
    """What came of one shop; `seconds` are those of the clock, `cpu` of the process."""

    people: int
    seconds: float
    cpu: float
    counts: Counts
    violations: tuple[str, ...]


def soak(people: int, jobs: int) -> Iterator[Soaked]:
    """Run so many people in `jobs` shops, each in a process of its own."""
    share = -(-people // jobs)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        yield from pool.map(_shop, range(jobs), [share] * jobs)


def _shop(number: int, people: int) -> Soaked:
    began, cpu = time.monotonic(), time.process_time()
    outcome = run(of_many(number, people))
    return Soaked(
        people,
        time.monotonic() - began,
        time.process_time() - cpu,
        outcome.counts,
        tuple(map(str, outcome.violations)),
    )


def of_many(seed: int, people: int) -> Scenario:
    """So many people who come once or twice within a month, some with trouble."""
    draw = Drawing(seed)
    stage = Stage(draw, _START, list(ITEMS))
    opened(stage)
    for person in cast_of(draw, people, least=people):
        for _ in range(draw.between(1, 2)):
            due = episode(draw, person, stage.items, draw.between(2 * HOUR, (DAYS - 5) * DAY))
        if draw.chance(0.3):
            trouble(draw, person, stage.items, due, of_one=True)
    steps = tuple(sorted(draw.steps, key=lambda step: (step.at, step.number)))
    weather = weather_of(Random(f"soak {seed}"), calm=True)  # noqa: S311 the same run again
    return Scenario(seed, _START, DAYS * DAY, weather, steps)
