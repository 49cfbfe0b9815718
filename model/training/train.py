"""One training run, from the lake to the artifact."""

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from model.catalogue.snapshot import Snapshot
from model.dataset.database import connect
from model.dataset.event_lines import Lines, read
from model.dataset.lake import NothingToLearn, load
from model.evaluation.gate import NOBODY, Incumbent
from model.settings import TrainingSettings
from model.training.pipeline import Progress, Run
from model.training.run_report import why_nothing

__all__ = ["NothingToLearn", "Run", "train"]


def train(
    lake: Path | Lines,
    out: Path,
    *,
    settings: TrainingSettings,
    snapshot: Snapshot | None,
    version: str,
    now: int,
    progress: Progress,
    incumbent: Incumbent = NOBODY,
    memory_mib: int | None = None,
) -> dict[str, Any]:
    """Write a model of the lake's events into the folder `out` and return its manifest.

    `lake`: its folder, or what was read of it already. `memory_mib` bounds DuckDB alone.
    `now` in ms bounds the events that count. `progress` is told the step's name and the fraction
    of it that is done. The manifest's `gate` says whether the model may take over from the
    `incumbent` (see `model.evaluation.gate`).
    `NothingToLearn` if no event of the lake may be learned from.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        with closing(connect(scratch, memory_mib=memory_mib)) as connection:
            progress("read the lake", 0.0)
            lines = lake
            if isinstance(lines, Path):
                lines = read(connection, lines, scratch / "lines.parquet")
            report = load(connection, lines, now=now)
            progress("read the lake", 0.7)
            run = Run(connection, settings, snapshot, progress, report)
            if not run.words.groups:
                raise NothingToLearn(why_nothing(report))
            progress("read the lake", 1.0)
            return run.learn(out, version, scratch, incumbent)
