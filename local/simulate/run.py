"""Run one scenario and let the auditor judge it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.nudges.guards.case import Guard
from local.engine import Engine
from local.simulate.auditor.audit import audit
from local.simulate.counts import Counts
from local.simulate.environment.endpoint_calls import EndpointCalls
from local.simulate.environment.nudging import Nudging
from local.simulate.environment.outside import Outside
from local.simulate.environment.world import World, virtual_sleep
from local.simulate.generator.scenario import Scenario
from local.simulate.history import History, Violation

_HOUR = 3_600_000
_REST_HOURS = 6


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    violations: list[Violation]
    counts: Counts
    history: History


def run(
    scenario: Scenario, engine: Engine | None = None, guards: Sequence[Guard] | None = None
) -> Outcome:
    """Run a scenario to its rest. The same scenario gives the same outcome.

    `guards` takes the place of the system's own, for the run that leaves each out.
    """
    random.seed(scenario.seed)  # the system's own jitter
    history = History(scenario.start)
    world = World(f"run {scenario.seed}", scenario.weather, scenario.start, engine, guards,
                  notes=history.notes)  # fmt: skip
    try:
        with virtual_sleep(world.kernel):
            outside = Outside(world, history)
            nudging = Nudging(world, history, scenario.steps, scenario.habits, scenario.routes)
            outside.knows_pages(nudging.confirming.ask)
            if nudging.endpoints:
                outside.knows_endpoints(EndpointCalls(world.services, nudging.endpoints))
            world.listeners += [nudging.changed]
            outside.send(scenario.steps)
            world.kernel.run(scenario.start + scenario.length)
            world.settle()
            _come_to_rest(world)
            history.end = world.kernel.now
            outside.look_at_the_end()
    finally:
        world.close()
    violations = audit(history, world.around.counts)
    return Outcome(violations, world.around.counts, history)


def _come_to_rest(world: World) -> None:
    """Let what is late arrive, and what is due be decided."""
    world.kernel.run(world.kernel.now + _REST_HOURS * _HOUR)
    if not world.idle:
        raise AssertionError("the streams do not come to rest")
