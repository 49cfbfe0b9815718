"""One training run, from the lake to the artifact."""

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from model.catalogue.snapshot import Snapshot
from model.dataset.database import connect
from model.dataset.event_lines import EventLines, read_lake
from model.dataset.lake import NothingToLearn, load
from model.evaluation.gate import NO_INCUMBENT, Incumbent
from model.settings import TrainingSettings
from model.training.pipeline import Progress, TrainingPipeline
from model.training.run_report import why_nothing

__all__ = ["NothingToLearn", "TrainingPipeline", "train"]


def train(
    lake: Path | EventLines,
    out: Path,
    *,
    settings: TrainingSettings,
    snapshot: Snapshot | None,
    version: str,
    now: int,
    progress: Progress,
    incumbent: Incumbent = NO_INCUMBENT,
    memory_mib: int | None = None,
) -> dict[str, Any]:
    """Write a model of the lake's events into the folder `out` and return its manifest.

    `lake` is its folder, or the parts that were read of it. `memory_mib` limits DuckDB alone.
    Events after `now` (ms) do not count. `progress` gets the name of each step and its fraction
    done. The manifest's `gate` says whether the model may replace the `incumbent` (see
    `model.evaluation.gate`). `NothingToLearn` if no event of the lake may be learned from.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        with closing(connect(scratch, memory_mib=memory_mib)) as connection:
            progress("read the lake", 0.0)
            lines = lake
            if isinstance(lines, Path):
                lines = read_lake(connection, lines, scratch / "lines.parquet")
            report = load(connection, lines, now=now)
            progress("read the lake", 0.7)
            pipeline = TrainingPipeline(connection, settings, snapshot, progress, report)
            if not pipeline.vocabulary.groups:
                raise NothingToLearn(why_nothing(report))
            progress("read the lake", 1.0)
            return pipeline.learn(out, version, scratch, incumbent)
