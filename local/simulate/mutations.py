"""Remove each guard in turn: the auditor has to notice, or it proves nothing about that guard."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from functions.domain.nudges.guards.registry import GUARDS, without
from local.simulate.generator.scenario import scenario_of
from local.simulate.many import quietly
from local.simulate.run import run

SEEDS = 50
PROVEN_BY_TESTS = {
    "paused": "sweep and lease stop before they ask it",
    "visitor_on_site": "a visitor has no address that a nudge could go to",
    "payment_open": "the generator reports no order on hold",
    "still_wanted": "the simulator runs no waves: test_wish_guards.py",
    "still_true": "the same",
    "asked_channel": "the same",
    "provider": "the simulator's shop pulls its nudges: tests/functional/delivery/test_native.py",
}
"""Guards whose removal no scenario can show; `tests/` names each of them."""


@dataclass(frozen=True)
class Caught:
    """The first seed that shows that a guard is missing; None if no seed does."""

    guard: str
    seed: int | None
    why: str


def mutations(jobs: int, first: int = 0) -> Iterator[Caught]:
    """What the auditor finds in the system without each of its guards."""
    names = [guard.name for guard in GUARDS if guard.name not in PROVEN_BY_TESTS]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        yield from pool.map(_caught, names, [first] * len(names))


def _caught(name: str, first: int) -> Caught:
    for seed in range(first, first + SEEDS):
        try:
            violations = run(scenario_of(seed), guards=without(name)).violations
        except Exception as error:  # noqa: BLE001 an error of its own shows it, too
            return Caught(name, seed, f"{type(error).__name__}: {error}")
        if violations:
            return Caught(name, seed, str(violations[0]))
    return Caught(name, None, "")
