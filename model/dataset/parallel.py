"""Work on several cores: slices of one job in forked processes, several jobs in threads.

Lambda has no /dev/shm, so neither Pool nor Queue works. A fork shares memory that was read before
(models, histories); it may use neither DuckDB nor OpenMP, whose threads a fork does not copy.
"""

import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from threadpoolctl import threadpool_limits

T = TypeVar("T")
R = TypeVar("R")
Step = Callable[[float], None]
Work = Callable[[Sequence[T], Step], R]

FEWEST = 200
"""Items that are worth a process of their own: a fork costs time."""
AT_ONCE = 2
"""Jobs at the same time, on any number of cores: each copies gigabytes of 50 million events."""


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def in_slices(work: Work[T, R], items: Sequence[T], step: Step, processes: int) -> list[R]:
    """Return the result of each slice, in order; slices have an even number of items.

    This process works on the first slice and reports its progress to `step`. An error in another
    process is raised here.
    """
    slices = _slices(items, processes)
    # a process a core: BLAS threads below them would only wait for each other
    with threadpool_limits(limits=1, user_api="blas"):
        started = [_start(work, each) for each in slices[1:]]
        answers = [work(slices[0], step)]
    for process, results in started:
        try:
            good, answer = results.recv()
        except EOFError:
            raise RuntimeError("a process died, most likely for want of memory") from None
        finally:
            process.join()
        if not good:
            raise answer
        answers.append(answer)
    return answers


def side_by_side(*works: Callable[[], R]) -> list[R]:
    """Return the result of each job, in order; in threads, for jobs that are mostly numpy."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each.result() for each in [pool.submit(work) for work in works]]


def report_progress(step: Step, done: int, of: int) -> None:
    """Report progress, but not after each item."""
    if done % 50 == 0 or done == of:
        step(done / of)


def _slices(items: Sequence[T], processes: int) -> list[Sequence[T]]:
    number = max(1, min(processes, len(items) // FEWEST))
    size = max(2, -(-len(items) // number))
    size += size % 2
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


def _start(work: Work[T, R], part: Sequence[T]) -> tuple[BaseProcess, Connection]:
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, part, there))
    with warnings.catch_warnings():
        # Python 3.12 on: "multi-threaded, use of fork() may lead to deadlocks"; see above
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()
    return process, here


def _work(work: Work[T, R], part: Sequence[T], results: Connection) -> None:
    try:
        results.send((True, work(part, lambda _done: None)))
    except Exception as fault:  # noqa: BLE001 it is raised again in the parent
        results.send((False, fault))
