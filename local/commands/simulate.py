"""`python -m local simulate`: prove the reminders under faults, seed by seed."""

import argparse
import math
import os
import time
from itertools import count, islice

from local.commands.proofs import MOST_SHOWN, month, rules_left_out, small_cases
from local.simulate.engines import EngineName, short_seeds
from local.simulate.expected import expected_of
from local.simulate.fresh import checked_out_commit, first_seed_of
from local.simulate.generator.scenario import Scenario, scenario_of
from local.simulate.many import Failure, quietly, run_seeds
from local.simulate.run import run as run_once
from local.simulate.shrink import shrunk

_TRIES = 150


def run(arguments: argparse.Namespace) -> int:
    """Run the seeds; the exit code is 1 if one of them fails or something never happened."""
    jobs = arguments.jobs or os.cpu_count() or 1
    if arguments.switches is not None:
        return small_cases(arguments.switches, jobs)
    if arguments.mutations:
        return rules_left_out(jobs, arguments.first_seed)
    if arguments.soak:
        return month(arguments.people, jobs)
    return _seeds(arguments, jobs)


def _seeds(arguments: argparse.Namespace, jobs: int) -> int:
    began, engine = time.monotonic(), arguments.engine
    first = first_seed_of(checked_out_commit()) if arguments.fresh else arguments.first_seed
    chosen = count(first) if engine == "embedded" else short_seeds(first)
    seeds = islice(chosen, arguments.seeds)
    _say_how_to_repeat(arguments, first)
    total = run_seeds(seeds, seconds=arguments.seconds, jobs=jobs, engine=engine)
    took = time.monotonic() - began
    print(f"{total.seeds} seeds from {first} on {engine} in {took:.0f} s; what happened:")
    print(total.counts.table())
    expected = expected_of(total.seeds) if engine == "embedded" else []
    missing = total.counts.missing_of(expected)
    for name in missing:
        print(f"never happened: {name}")
    quietly()
    for failure in total.failures[:MOST_SHOWN]:
        _show(failure, engine)
    print(f"{len(total.failures)} of {total.seeds} seeds failed")
    return 1 if total.failures or missing or not total.seeds else 0


def _say_how_to_repeat(arguments: argparse.Namespace, first: int) -> None:
    bound = f" --seconds {arguments.seconds:g}" if arguments.seconds < math.inf else ""
    print(
        f"python -m local simulate --engine {arguments.engine} --first-seed {first} "
        f"--seeds {arguments.seeds}{bound}",
        flush=True,
    )


def _show(failure: Failure, engine: EngineName) -> None:
    """Print how to run a failing seed again, and as few steps as it fails with."""
    again = f"python -m local simulate --seeds 1 --first-seed {failure.seed}"
    more = "" if engine == "embedded" else f" --engine {engine}"
    print(f"\nseed {failure.seed} fails: {again}{more}")
    for reason in failure.reasons[:MOST_SHOWN]:
        print(f"  {reason}", flush=True)
    scenario = scenario_of(failure.seed)
    if not _fails(scenario):
        print("  it passes on the engine in memory")
        return
    small = shrunk(scenario, _fails, runs=_TRIES)
    print(f"  it also fails with these {len(small.steps)} steps:")
    for step in small.steps:
        print(f"    {step}")


def _fails(scenario: Scenario) -> bool:
    try:
        return bool(run_once(scenario).violations)
    except Exception:  # noqa: BLE001 an error of the system is what is looked for, too
        return True
