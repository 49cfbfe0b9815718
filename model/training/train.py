"""One training run: read the lake, measure on held-out time, fit on everything, write."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from model.artifact import Artifact, write_artifact
from model.evaluation.evaluate import K, evaluate
from model.evaluation.people import cases
from model.evaluation.split import Split, by_time
from model.ids import Arrays
from model.settings import TrainingSettings
from model.snapshot import Snapshot
from model.training import als, co_occurrence, interactions, popularity, vocabulary
from model.training.lake import LakeReport, NothingToLearn, load
from model.training.report import counts, iso, why_nothing
from model.training.vocabulary import Vocabulary

__all__ = ["NothingToLearn", "train"]

Progress = Callable[[str, float], None]
KIND = "model"


def train(
    lake: Path,
    out: Path,
    *,
    settings: TrainingSettings,
    snapshot: Snapshot | None,
    version: str,
    now: int,
    progress: Progress,
) -> dict[str, Any]:
    """Write a model of the lake's events into the folder `out` and return its manifest.

    `now` in ms bounds the events that count. `progress` is told the step's name and the fraction
    of it that is done. `NothingToLearn` if no event of the lake may be learned from.
    """
    with tempfile.TemporaryDirectory() as scratch:
        connection = duckdb.connect(config={"temp_directory": scratch})
        try:
            run = _Run(connection, settings, snapshot, progress)
            run.read(lake, now)
            measured = run.measure(Path(scratch) / "held_out")
            return run.publish(out, version, measured)
        finally:
            connection.close()


class _Run:
    """The steps of one run, sharing a connection, settings and the vocabulary."""

    words: Vocabulary
    report: LakeReport
    window: interactions.Window

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        settings: TrainingSettings,
        snapshot: Snapshot | None,
        progress: Progress,
    ) -> None:
        self._connection, self._settings = connection, settings
        self._snapshot, self._progress = snapshot, progress

    def read(self, lake: Path, now: int) -> None:
        self._progress("read the lake", 0.0)
        self.report = load(self._connection, lake, now=now)
        self._progress("read the lake", 0.7)
        self.words = vocabulary.encode(self._connection, self._snapshot)
        self.window = interactions.window(self._connection)
        if not self.words.groups:
            raise NothingToLearn(why_nothing(self.report, lake))
        self._progress("read the lake", 1.0)

    def measure(self, folder: Path) -> dict[str, Any]:
        """Fit up to the cut and ask about the time after it."""
        split = by_time(self.window.since, self.window.until, self._settings.holdout_days)
        if split is None:
            return {"skipped": "all events fall into one moment: no time to hold out"}
        people = cases(
            self._connection,
            self.words,
            split,
            at_most=self._settings.evaluation_people,
            seed=self._settings.seed,
        )
        if not people:
            return {"skipped": "nobody did anything in the held-out time"}
        self._fit(folder, "held-out", split.cut, {})
        names = {
            item: self.words.groups[group]
            for item, group in zip(self.words.items, self.words.item_group.tolist(), strict=True)
        }
        model = Artifact.open(folder, kind=KIND)
        step = self._step("evaluate")
        measured = evaluate(model, people, names, now=split.cut, step=step)
        shutil.rmtree(folder)
        return {"k": K, **_times(split), "people": len(people), "recommenders": measured}

    def publish(self, out: Path, version: str, measured: dict[str, Any]) -> dict[str, Any]:
        """Fit on everything and write the artifact that serves."""
        return self._fit(out, version, self.window.until, {"metrics": measured})

    def _fit(self, folder: Path, version: str, until: int, about: dict[str, Any]) -> dict[str, Any]:
        groups, settings = len(self.words.groups), self._settings
        step = self._step("fit held-out" if not about else "fit")
        matrix = interactions.values(
            self._connection,
            settings,
            self.window.up_to(until),
            (self.words.people, groups),
        )
        if not matrix.nnz:
            raise NothingToLearn("every interaction is taken back by a return or removal")
        step(0.1)
        fitted = als.fit(matrix, settings, lambda done: step(0.1 + 0.6 * done))
        together = co_occurrence.fit(self._connection, settings, until, groups)
        step(0.9)
        popular = popularity.fit(
            self._connection, settings, until, groups, len(self.words.channels)
        )
        names = self.words.arrays(
            interactions.group_item(self._connection, self.words.item_group, groups)
        )
        arrays: Arrays = {**names, **fitted.arrays, **together, **popular}
        manifest = {
            "settings": settings.as_dict(),
            "als": {"regularization": fitted.regularization},
            "data": {"since": iso(self.window.since), "until": iso(until)},
            "data_until": until,
            "counts": counts(self.report, self.words, matrix.nnz),
            "skipped_files": self.report.skipped_files,
            **about,
        }
        written = write_artifact(
            folder, kind=KIND, version=version, arrays=arrays, manifest=manifest
        )
        step(1.0)
        return written

    def _step(self, name: str) -> Callable[[float], None]:
        self._progress(name, 0.0)
        return lambda done: self._progress(name, done)


def _times(split: Split) -> dict[str, str]:
    return {"held_out_from": iso(split.cut), "held_out_until": iso(split.until)}
