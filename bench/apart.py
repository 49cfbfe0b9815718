"""Measure a job in a process of its own: seconds, CPU seconds, and peak memory."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Taken:
    """The figures of a job; the peak is that of its own process, without forked ones."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    answer: Any


def cpu() -> float:
    """Return the CPU seconds of this process and of its ended child processes."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _measured(work: Callable[[Path], Any], lake: Path, results: Any) -> None:
    start = time.perf_counter()
    answer = work(lake)
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results.send(Taken(seconds, cpu(), peak / 1024, answer))


def apart(work: Callable[[Path], Any], lake: Path) -> Taken:
    """Return the figures of a job in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, lake, there))
    process.start()
    there.close()
    found: Taken = here.recv()
    process.join()
    return found
