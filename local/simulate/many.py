"""Run many seeds on all cores, and sum up."""

import logging
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from local.simulate.counts import Counts
from local.simulate.generator.scenario import scenario_of
from local.simulate.run import run

_CHUNK = 2


@dataclass(frozen=True)
class Failure:
    """A seed whose run broke an invariant, or ended with an error of its own."""

    seed: int
    reasons: tuple[str, ...]


@dataclass
class Sum:
    """What came of many seeds."""

    seeds: int = 0
    counts: Counts = field(default_factory=Counts)
    failures: list[Failure] = field(default_factory=list)


def run_seeds(first: int, seeds: int, *, seconds: float, jobs: int) -> Sum:
    """Run the seeds from `first` on, until all are done or the time is over."""
    ends_at, total = time.monotonic() + seconds, Sum()
    chunks = iter(range(first, first + seeds, _CHUNK))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        while time.monotonic() < ends_at:
            starts = list(islice(chunks, jobs * 3))
            if not starts:
                break
            lengths = [min(_CHUNK, first + seeds - start) for start in starts]
            for counts, failures in pool.map(_run_chunk, starts, lengths):
                total.counts.update(counts)
                total.failures += failures
            total.seeds += sum(lengths)
    return total


def quietly() -> None:
    """The system logs each fault that it meets; here they are made on purpose."""
    logging.disable(logging.CRITICAL)


def _run_chunk(first: int, seeds: int) -> tuple[Counts, list[Failure]]:
    counts, failures = Counts(), []
    for seed in range(first, first + seeds):
        try:
            outcome = run(scenario_of(seed))
        except Exception as error:  # noqa: BLE001 an error of the system is a failure of its seed
            failures.append(Failure(seed, (f"{type(error).__name__}: {error}",)))
            continue
        counts.update(outcome.counts)
        if outcome.violations:
            failures.append(Failure(seed, tuple(str(each) for each in outcome.violations)))
    return counts, failures
