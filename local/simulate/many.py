"""Run many seeds on all cores, and sum up."""

import faulthandler
import logging
import multiprocessing
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from local.simulate.counts import Counts
from local.simulate.engines import EngineName, engine_of
from local.simulate.environment.kernel import Crashed
from local.simulate.generator.scenario import scenario_of
from local.simulate.run import run

_CHUNK = 2
_STUCK_S = 600


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


def run_seeds(
    seeds: Iterable[int], *, seconds: float, jobs: int, engine: EngineName = "embedded"
) -> Sum:
    """Run the seeds, until all are done or the time is over."""
    ends_at, total = time.monotonic() + seconds, Sum()
    waiting = iter(seeds)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        while time.monotonic() < ends_at:
            chunks = [tuple(islice(waiting, _CHUNK)) for _ in range(jobs * 3)]
            if not any(chunks):
                break
            for counts, failures in pool.map(_run_chunk, chunks, [engine] * len(chunks)):
                total.counts.update(counts)
                total.failures += failures
            total.seeds += sum(map(len, chunks))
    return total


def quietly() -> None:
    """The system logs each fault that it meets; here they are made on purpose."""
    logging.disable(logging.CRITICAL)


def _run_chunk(seeds: Sequence[int], name: EngineName) -> tuple[Counts, list[Failure]]:
    counts, failures = Counts(), []
    for seed in seeds:
        # A deadlock of the actors, who share one thread, ends the run with its traceback.
        faulthandler.dump_traceback_later(_STUCK_S, exit=True)
        try:
            with engine_of(name) as engine:
                outcome = run(scenario_of(seed), engine)
        except (Exception, Crashed) as error:  # noqa: BLE001 an error is a failure of its seed
            failures.append(Failure(seed, (f"{type(error).__name__}: {error}",)))
            continue
        counts.update(outcome.counts)
        if outcome.violations:
            failures.append(Failure(seed, tuple(str(each) for each in outcome.violations)))
    faulthandler.cancel_dump_traceback_later()
    return counts, failures
