"""Time and memory of a whole training run, and of the bare `implicit` fit of the same matrix.

    python -m bench.training --events 1000000 [--lake FOLDER]

Events are drawn at random (people and items by a power law, views and orders over a year)
and written as a lake, in FOLDER if it is to be used again. Each side runs in a process of its own,
so that peak memory is its own. The bare fit is that of the matrix which the run fits last, with the
same settings (64 factors, 8 iterations) from a random start, on all cores; `…_defaults_…` is that
of implicit with its own settings (100 factors, 15 iterations). `steps` are the seconds of each step
of the run; `cpu_…` are CPU seconds of all cores, which other work on the machine changes less.
`…_read_before` leaves out "read new files": what a run takes that finds nearly all of the lake read
already, as all but the first do. Budget: at most 2 × the bare fit, all steps included.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from implicit.cpu.als import AlternatingLeastSquares
from threadpoolctl import threadpool_limits

from bench.apart import apart, cpu
from bench.random_lake import NOW, write_lake
from model.dataset import vocabulary
from model.dataset.database import connect
from model.dataset.event_lines import read_lake
from model.dataset.interactions import Interactions
from model.dataset.lake import load
from model.settings import TrainingSettings
from model.training import als
from model.training.train import train

READ_NEW = "read new files"


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
    """Return the time of each step of all that the retrain function does but fetch and publish."""
    steps = Steps()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps(READ_NEW, 0.0)
        with connect(folder) as connection:
            lines = read_lake(connection, lake, folder / "part")
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


def bare_fits(lake: Path) -> list[tuple[float, float]]:
    """Return seconds and CPU seconds of fits alone, on the matrix that the run fits last."""
    with tempfile.TemporaryDirectory() as scratch:
        connection = connect(Path(scratch))
        load(connection, read_lake(connection, lake, Path(scratch) / "part"), now=NOW)
        words = vocabulary.encode(connection, None)
        shape = (words.people, len(words.groups))
        settings = TrainingSettings()
        matrix = Interactions.read(connection).values(settings, shape)
        connection.close()
    return [
        _timed(lambda: als.fit(matrix, settings, lambda _done: None)),
        _timed(lambda: AlternatingLeastSquares().fit(matrix, show_progress=False)),
    ]


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    start, used = time.perf_counter(), cpu()
    # implicit has its own threads; BLAS threads below them would only wait for each other
    with threadpool_limits(limits=1, user_api="blas"):
        work()
    return time.perf_counter() - start, cpu() - used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(".")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--lake", type=Path, help="kept here; used as it is if it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        lake = given.lake or Path(name)
        if not (lake / "events").exists():
            write_lake(lake, given.events)
        run, ((fit, fit_cpu), (other, other_cpu)) = (
            apart(whole_run, lake),
            apart(bare_fits, lake).answer,
        )
    read, read_cpu = run.answer[READ_NEW]
    figures = {
        "events": given.events,
        "train_s": run.seconds,
        "peak_mib": run.peak_mib,
        "implicit_fit_s": fit,
        "ratio": run.seconds / fit,
        "ratio_read_before": (run.seconds - read) / fit,
        "cpu_train_s": run.cpu_seconds,
        "cpu_implicit_fit_s": fit_cpu,
        "cpu_ratio": run.cpu_seconds / fit_cpu,
        "cpu_ratio_read_before": (run.cpu_seconds - read_cpu) / fit_cpu,
        "implicit_defaults_fit_s": other,
        "ratio_defaults": run.seconds / other,
        "cpu_ratio_defaults": run.cpu_seconds / other_cpu,
    }
    rounded: dict[str, Any] = {name: round(value, 2) for name, value in figures.items()}
    for at, name in enumerate(("steps", "cpu_steps")):
        rounded[name] = {step: round(taken[at], 1) for step, taken in run.answer.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
