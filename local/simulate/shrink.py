"""Make a failing scenario small: leave out steps while it still fails in the same way."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from local.simulate.generator.scenario import Scenario
from local.simulate.steps import Step

Fails = Callable[[Scenario], bool]


def shrunk(scenario: Scenario, fails: Fails, *, runs: int = 400) -> Scenario:
    """The scenario with as few steps as `runs` tries find; it fails too.

    Chunks are left out, from halves down to single steps, until none can be spared (ddmin:
    Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
    """
    steps: Sequence[Step] = scenario.steps
    size = max(1, len(steps) // 2)
    while runs > 0:
        smaller, runs = _without_some(scenario, steps, size, fails, runs)
        if size == 1 and len(smaller) == len(steps):
            break
        size = max(1, size // 2) if len(smaller) == len(steps) else size
        steps = smaller
    return replace(scenario, steps=tuple(steps))


def _without_some(
    scenario: Scenario, steps: Sequence[Step], size: int, fails: Fails, runs: int
) -> tuple[Sequence[Step], int]:
    place = 0
    while place < len(steps) and runs > 0:
        fewer = [*steps[:place], *steps[place + size :]]
        runs -= 1
        if fewer and fails(replace(scenario, steps=tuple(fewer))):
            steps = fewer
        else:
            place += size
    return steps, runs
