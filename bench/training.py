"""Time and memory of a whole training run, beside the bare `implicit` fit of the same matrix.

    python -m bench.training --events 1000000 [--lake FOLDER]

Events are drawn at random (people and items by a power law, views, carts and orders over a year)
and written as a lake, in FOLDER if it is to be used again. Each side runs in a process of its own,
so that peak memory is its own. The bare fit is that of the matrix which the run fits last, with the
same settings (factors, iterations) from a random start, on all cores. `steps` are the seconds of
each step of the run; `cpu_…` are CPU seconds of all cores, which other work on the machine changes
less. `ratio_read_before` leaves out "read new files": what a run takes that finds nearly all of the
lake read already, as all but the first do. Budget: at most 2 × the bare fit, all steps included.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.durations import DAY_MS
from model.settings import TrainingSettings
from model.training import als, vocabulary
from model.training.database import connect
from model.training.interactions import Interactions
from model.training.lake import load
from model.training.lines import read
from model.training.train import train

NOW = 1_760_000_000_000
YEAR_MS = 365 * DAY_MS
FILE_EVENTS = 500_000
READ_NEW = "read new files"


def write_lake(folder: Path, events: int) -> None:
    """Write `events` lines, 1 in 8 an order; a person for 100 of them and an item for 1,000."""
    people, items = max(events // 100, 10), max(events // 1000, 50)
    part = folder / "events/dt=2025-10-09/hh=08"
    part.mkdir(parents=True)
    with connect(folder) as connection:
        connection.execute("select setseed(0.7)")
        for start in range(0, events, FILE_EVENTS):
            count = min(FILE_EVENTS, events - start)
            path = part / f"{start}.jsonl"
            connection.execute(_lines(start, count, people, items, path))


def _lines(start: int, count: int, people: int, items: int, path: Path) -> str:
    return f"""
        copy (
          select 'm' || n as message_id, 'customer#' || (random() ** 2 * {people})::int as person,
            'track' as type, name, kind, 'web' as channel, moment as "at", moment as received_at,
            true as verified, true as learn, 'o' || n as order_id,
            null as category, null as location,
            [{{item_id: 'i' || (random() ** 3 * {items})::int, group_id: null, quantity: 1,
               price: 1.0, category: 'c' || n % 40}}] as items
          from (
            select n, {NOW} - (random() * {YEAR_MS})::bigint as moment,
              case when n % 8 = 0 then 'Order Completed' else 'Product Viewed' end as name,
              case when n % 8 = 0 then 'purchase' else 'view' end as kind
            from range({start}, {start + count}) rows(n)
          )
        ) to '{path}' (format json)"""  # noqa: S608 numbers and a path of ours


def cpu() -> float:
    """CPU seconds of this process, and of what it forked and saw the end of."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


class Steps:
    """Seconds and CPU seconds of each step, by its name, in the order they came."""

    def __init__(self) -> None:
        self.taken: dict[str, tuple[float, float]] = {}
        self._step, self._since = "", (time.perf_counter(), cpu())

    def __call__(self, step: str, _done: float) -> None:
        now = (time.perf_counter(), cpu())
        if self._step:
            before, since = self.taken.get(self._step, (0.0, 0.0)), self._since
            self.taken[self._step] = (
                before[0] + now[0] - since[0],
                before[1] + now[1] - since[1],
            )
        self._step, self._since = step, now


def whole_run(lake: Path) -> dict[str, tuple[float, float]]:
    """Everything that the retrain function does but fetch and publish; what each step takes."""
    steps = Steps()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps(READ_NEW, 0.0)
        with connect(folder) as connection:
            lines = read(connection, lake, folder / "part")
        train(
            lines,
            folder / "model",
            settings=TrainingSettings(),
            snapshot=None,
            version="bench",
            now=NOW,
            progress=steps,
        )
    return steps.taken


def bare_fit(lake: Path) -> tuple[float, float]:
    """The seconds and CPU seconds of the fit alone, on the matrix that the run fits last."""
    with tempfile.TemporaryDirectory() as scratch:
        connection = connect(Path(scratch))
        load(connection, read(connection, lake, Path(scratch) / "part"), now=NOW)
        words = vocabulary.encode(connection, None)
        shape = (words.people, len(words.groups))
        settings = TrainingSettings()
        matrix = Interactions.read(connection).values(settings, shape)
        connection.close()
    start, used = time.perf_counter(), cpu()
    als.fit(matrix, settings, lambda _done: None)
    return time.perf_counter() - start, cpu() - used


@dataclass(frozen=True)
class Taken:
    """What some work took (the peak is that of its own process, not of what it forked)."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    answer: Any


def _measured(work: Callable[[Path], Any], lake: Path, told: Any) -> None:
    start = time.perf_counter()
    answer = work(lake)
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told.send(Taken(seconds, cpu(), peak / 1024, answer))


def apart(work: Callable[[Path], Any], lake: Path) -> Taken:
    """Do the work in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, lake, there))
    process.start()
    there.close()
    found: Taken = here.recv()
    process.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(".")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--lake", type=Path, help="kept here; used as it is if it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        lake = given.lake or Path(name)
        if not (lake / "events").exists():
            write_lake(lake, given.events)
        run, (fit, fit_cpu) = apart(whole_run, lake), apart(bare_fit, lake).answer
    said = {
        "events": given.events,
        "train_s": run.seconds,
        "peak_mib": run.peak_mib,
        "implicit_fit_s": fit,
        "ratio": run.seconds / fit,
        "ratio_read_before": (run.seconds - run.answer[READ_NEW][0]) / fit,
        "cpu_train_s": run.cpu_seconds,
        "cpu_implicit_fit_s": fit_cpu,
        "cpu_ratio": run.cpu_seconds / fit_cpu,
    }
    rounded: dict[str, Any] = {name: round(value, 2) for name, value in said.items()}
    for at, name in enumerate(("steps", "cpu_steps")):
        rounded[name] = {step: round(taken[at], 1) for step, taken in run.answer.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
