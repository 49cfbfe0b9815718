"""`python -m local simulate`: prove the reminders under faults, seed by seed."""

import argparse
import os
import time

from local.commands.proofs import MOST_SHOWN, month, rules_left_out, small_cases
from local.simulate.expected import ENOUGH_SEEDS, EXPECTED
from local.simulate.generator.scenario import Scenario, scenario_of
from local.simulate.many import Failure, quietly, run_seeds
from local.simulate.run import run as run_once
from local.simulate.shrink import shrunk


def run(arguments: argparse.Namespace) -> int:
    """Run the seeds; the exit code is 1 if one of them fails or something never happened."""
    jobs = arguments.jobs or os.cpu_count() or 1
    if arguments.switches is not None:
        return small_cases(arguments.switches, jobs)
    if arguments.mutations:
        return rules_left_out(jobs, arguments.first_seed)
    if arguments.soak:
        return month(arguments.people, jobs)
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
    for failure in total.failures[:MOST_SHOWN]:
        _show(failure)
    print(f"{len(total.failures)} of {total.seeds} seeds failed")
    return 1 if total.failures or missing or not total.seeds else 0


def _show(failure: Failure) -> None:
    """Print a failing seed with as few steps as it fails with."""
    print(f"\nseed {failure.seed} fails: python -m local simulate --seeds 1 --first-seed", end=" ")
    print(failure.seed)
    for reason in failure.reasons[:MOST_SHOWN]:
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
