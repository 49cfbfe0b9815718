"""The steps of one run: teach the rankers, measure on held-out time, fit on all data, write."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.arrays.artifact import Artifact, annotate
from model.catalogue.snapshot import Snapshot
from model.dataset.database import Connection
from model.dataset.lake import LakeReport
from model.dataset.vocabulary import encode
from model.evaluation import sanity
from model.evaluation.cases import Case, read_cases
from model.evaluation.gate import Evidence, Incumbent, verdict
from model.evaluation.holdout import HoldoutEvaluation, choose_window
from model.evaluation.split import Split, split_by_time
from model.settings import TrainingSettings
from model.training.model_builder import KIND, ModelBuilder
from model.training.ranking.dataset_builder import (
    CONTEXT_QUERIES,
    RankerDatasetBuilder,
    join_by_family,
)
from model.training.ranking.learn import learn_all
from model.training.ranking.ranker_dataset import RankerDataset
from model.training.run_report import iso

Progress = Callable[[str, float], None]


class TrainingPipeline:
    """The steps of one run over the view `events` of a connection (see `lake.load`)."""

    def __init__(
        self,
        connection: Connection,
        settings: TrainingSettings,
        snapshot: Snapshot | None,
        progress: Progress,
        report: LakeReport | None = None,
    ) -> None:
        self._connection, self._settings = connection, settings
        self._progress, self._report = progress, report or LakeReport()
        self.vocabulary = encode(connection, snapshot)
        self._models = ModelBuilder(connection, settings, self.vocabulary, self._report)
        self.window = self._models.window
        self._datasets = RankerDatasetBuilder(connection, self.vocabulary, settings)

    def learn(self, out: Path, version: str, scratch: Path, incumbent: Incumbent) -> dict[str, Any]:
        """Teach the rankers, measure on the held-out time, fit on all data, write."""
        ordinary = split_by_time(self.window.since, self.window.until, self._settings.holdout_days)
        split, incumbent = choose_window(self._connection, ordinary, incumbent)
        if split is not None:
            self.teach(split.cut, scratch)
            self._models.next_item.teach(split.cut, self._step)
        measured, evidence = self._measure(split, scratch / "held_out", incumbent)
        self.publish(out, version, measured)
        annotate(out, served_by_popularity=list(evidence.by_popularity))
        faults = sanity.faults(Artifact.open(out, kind=KIND))
        return annotate(out, gate=verdict(evidence, faults))

    def publish(self, out: Path, version: str, measured: dict[str, Any]) -> dict[str, Any]:
        """Fit on all data and write the artifact that serves; return its manifest."""
        step, until = self._step("fit"), self.window.until
        return self._models.write(out, until, step, version=version, metrics=measured)

    def teach(self, until: int, scratch: Path) -> None:
        """Learn rankers from the windows before `until` (ms), if they have enough people."""
        windows = self._teaching_windows(until)
        found = [
            self._gather(people, split, f"window {number}", scratch / "teach", len(windows))
            for number, (split, people) in enumerate(windows, start=1)
        ]
        if not found:
            return
        step = self._step("learn to rank")
        self._models.rankers = learn_all(join_by_family(found), self._settings)
        step(1.0)

    def _teaching_windows(self, until: int) -> list[tuple[Split, list[Case]]]:
        """Return the windows before a time in ms that have enough people, oldest first.

        A window with as many people as are learned from needs no older one.
        """
        found: list[tuple[Split, list[Case]]] = []
        for _ in range(self._settings.ranker_windows):
            split = split_by_time(self.window.since, until, self._settings.holdout_days)
            people = self._cases(split, self._settings.ranker_people)
            if split is None or len(people) * 2 < self._settings.ranker_fewest:
                break
            until = split.cut
            found.append((split, people))
            if sum(len(each) for _, each in found) >= self._settings.ranker_people:
                break
        return found[::-1]

    def _gather(
        self, people: list[Case], split: Split, name: str, folder: Path, of_windows: int
    ) -> dict[str, RankerDataset]:
        few = self._settings.ranker_als_people
        model = self._models.build(split.cut, folder, self._step(f"fit {name}"), at_most=few)
        step, each = self._step(f"gather {name}"), CONTEXT_QUERIES // of_windows
        rows = self._datasets.build(model, split, people, step, queries_each=each)
        shutil.rmtree(folder)
        return rows

    def _measure(
        self, split: Split | None, folder: Path, incumbent: Incumbent
    ) -> tuple[dict[str, Any], Evidence]:
        """Return the metrics and the evidence of a model of the time before the cut."""
        people = self._cases(split, self._settings.evaluation_people)
        none = Evidence(incumbent=incumbent.version)
        if split is None:
            return {"skipped": "all events are of one moment: no time to hold out"}, none
        if not people:
            return {"skipped": "the held-out time has no interactions"}, none
        model = self._models.build(split.cut, folder, self._step("fit held-out"))
        self._models.next_item.measure(model, split, self._step)
        step = self._step("evaluate")
        holdout = HoldoutEvaluation(
            self._connection, self.vocabulary, self._settings, split, people
        )
        measured, evidence = holdout.evaluate(model, incumbent, step)
        shutil.rmtree(folder)
        return {**_times(split), **measured}, evidence

    def _cases(self, split: Split | None, at_most: int) -> list[Case]:
        if split is None:
            return []
        seed = self._settings.seed
        return read_cases(self._connection, self.vocabulary, split, at_most=at_most, seed=seed)

    def _step(self, name: str) -> Callable[[float], None]:
        self._progress(name, 0.0)
        return lambda done: self._progress(name, done)


def _times(split: Split) -> dict[str, str]:
    return {"held_out_from": iso(split.cut), "held_out_until": iso(split.until)}
