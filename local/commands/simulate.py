"""`python -m local simulate`: prove the reminders under faults, seed by seed."""

import argparse
import os
import time

from local.simulate.counts import Counts
from local.simulate.exhaustive import Played, schedules
from local.simulate.expected import ENOUGH_SEEDS, EXPECTED
from local.simulate.generator.scenario import Scenario, scenario_of
from local.simulate.many import Failure, quietly, run_seeds
from local.simulate.mutations import PROVEN_BY_TESTS, Caught, mutations
from local.simulate.run import run as run_once
from local.simulate.shrink import shrunk
from local.simulate.small_cases import CASES
from local.simulate.soak import DAYS, soak

_MOST_SHOWN = 3


def run(arguments: argparse.Namespace) -> int:
    """Run the seeds; the exit code is 1 if one of them fails or something never happened."""
    jobs = arguments.jobs or os.cpu_count() or 1
    if arguments.switches is not None:
        quietly()
        return _small_cases(arguments.switches)
    if arguments.mutations:
        return _mutations(jobs, arguments.first_seed)
    if arguments.soak:
        return _soak(arguments.people, jobs)
    began = time.monotonic()
    first = time.time_ns() // 1_000_000 if arguments.fresh else arguments.first_seed
    total = run_seeds(first, arguments.seeds, seconds=arguments.seconds, jobs=jobs)
    took = time.monotonic() - began
    print(f"{total.seeds} seeds from {first} in {took:.0f} s; what happened:")
    print(total.counts.table())
    missing = total.counts.missing_of(EXPECTED) if total.seeds >= ENOUGH_SEEDS else []
    for name in missing:
        print(f"never happened: {name}")
    quietly()
    for failure in total.failures[:_MOST_SHOWN]:
        _show(failure)
    print(f"{len(total.failures)} of {total.seeds} seeds failed")
    return 1 if total.failures or missing or not total.seeds else 0


def _small_cases(switches: int) -> int:
    """Play every schedule of every small case, and print how many there were."""
    failed = 0
    for case in CASES:
        played, broken = 0, list[Played]()
        for each in schedules(case, switches):
            played += 1
            if each.violations:
                broken.append(each)
        print(f"{case.name}: {played:,} schedules, {len(broken)} of them fail", flush=True)
        for each in broken[:_MOST_SHOWN]:
            print(f"  {each.schedule}: {each.violations[0]}")
        failed += len(broken)
    return 1 if failed else 0


def _mutations(jobs: int, first: int) -> int:
    found: list[Caught] = []
    for each in mutations(jobs, first):
        found.append(each)
        by = "NOT CAUGHT" if each.seed is None else f"caught by seed {each.seed}: {each.why}"
        print(f"without {each.guard}: {by}", flush=True)
    for name, reason in PROVEN_BY_TESTS.items():
        print(f"not left out: {name}, as {reason}")
    missed = [each.guard for each in found if each.seed is None]
    print(f"{len(found) - len(missed)} of {len(found)} guards are missed when they are gone")
    return 1 if missed else 0


def _soak(people: int, jobs: int) -> int:
    """Run a month of many people, and print what happened and what it took."""
    began, total, failed = time.monotonic(), Counts(), list[str]()
    for shop in soak(people, jobs):
        print(
            f"{shop.people:,} people in {shop.seconds:.0f} s, {shop.cpu:.0f} s of CPU", flush=True
        )
        total.update(shop.counts)
        failed += shop.violations
    took = time.monotonic() - began
    print(f"{DAYS} days of {people:,} people in {took:.0f} s on {jobs} cores; what happened:")
    print(total.table())
    for violation in failed[:_MOST_SHOWN]:
        print(f"  {violation}")
    return 1 if failed else 0


def _show(failure: Failure) -> None:
    """Print a failing seed with as few steps as it fails with."""
    print(f"\nseed {failure.seed} fails: python -m local simulate --seeds 1 --first-seed", end=" ")
    print(failure.seed)
    for reason in failure.reasons[:_MOST_SHOWN]:
        print(f"  {reason}")
    small = shrunk(scenario_of(failure.seed), _fails)
    print(f"  it also fails with these {len(small.steps)} steps:")
    for step in small.steps:
        print(f"    {step}")


def _fails(scenario: Scenario) -> bool:
    try:
        return bool(run_once(scenario).violations)
    except Exception:  # noqa: BLE001 an error of the system is what is looked for, too
        return True
