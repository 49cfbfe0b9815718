"""The steps of one run: teach the ranker, measure on held-out time, fit on everything, write."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.arrays.artifact import Artifact, annotate
from model.catalogue.snapshot import Snapshot
from model.dataset import vocabulary
from model.dataset.database import Connection
from model.dataset.lake import LakeReport
from model.evaluation import sanity
from model.evaluation.cases import Case, cases
from model.evaluation.gate import Evidence, Incumbent, verdict
from model.evaluation.holdout import Trial, window
from model.evaluation.split import Split, by_time
from model.settings import TrainingSettings
from model.training.model_builder import KIND, Models
from model.training.ranking import learn as learning
from model.training.ranking.dataset_builder import OCCASIONS, Gathering, by_family
from model.training.ranking.ranker_dataset import Rows
from model.training.run_report import iso

Progress = Callable[[str, float], None]


class Run:
    """The steps of one run over the table `events` of a connection (see `lake.load`)."""

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
        self.words = vocabulary.encode(connection, snapshot)
        self._models = Models(connection, settings, self.words, self._report)
        self.window = self._models.window
        self._gathering = Gathering(connection, self.words, settings)

    def learn(self, out: Path, version: str, scratch: Path, incumbent: Incumbent) -> dict[str, Any]:
        """Teach the ranker on the time before the held-out one, measure, fit on everything."""
        ordinary = by_time(self.window.since, self.window.until, self._settings.holdout_days)
        split, incumbent = window(self._connection, ordinary, incumbent)
        if split is not None:
            self.teach(split.cut, scratch)
            self._models.sessions.teach(split.cut, self._step)
        measured, evidence = self._measure(split, scratch / "held_out", incumbent)
        self.publish(out, version, measured)
        faults = sanity.faults(Artifact.open(out, kind=KIND))
        return annotate(out, gate=verdict(evidence, faults))

    def publish(self, out: Path, version: str, measured: dict[str, Any]) -> dict[str, Any]:
        """Fit on everything and write the artifact that serves."""
        step, until = self._step("fit"), self.window.until
        return self._models.write(out, until, step, version=version, metrics=measured)

    def teach(self, until: int, scratch: Path) -> None:
        """Learn a ranker from what people did in the windows before `until`, if they were many."""
        lessons = self._lessons(until)
        found = [
            self._gather(people, split, f"window {number}", scratch / "teach", len(lessons))
            for number, (split, people) in enumerate(lessons, start=1)
        ]
        if not found:
            return
        step = self._step("learn to rank")
        self._models.rankers = learning.learn_all(by_family(found), self._settings)
        step(1.0)

    def _lessons(self, until: int) -> list[tuple[Split, list[Case]]]:
        """Return the windows before a time that have people enough, oldest first.

        One that has as many as are learned from needs no older one beside it.
        """
        found: list[tuple[Split, list[Case]]] = []
        for _ in range(self._settings.ranker_windows):
            split = by_time(self.window.since, until, self._settings.holdout_days)
            people = self._cases(split, self._settings.ranker_people)
            if split is None or len(people) * 2 < self._settings.ranker_fewest:
                break
            until = split.cut
            found.append((split, people))
            if sum(len(each) for _, each in found) >= self._settings.ranker_people:
                break
        return found[::-1]

    def _gather(
        self, people: list[Case], split: Split, name: str, folder: Path, windows: int
    ) -> dict[str, Rows]:
        few = self._settings.ranker_als_people
        model = self._models.at(split.cut, folder, self._step(f"fit {name}"), at_most=few)
        step, each = self._step(f"gather {name}"), OCCASIONS // windows
        rows = self._gathering.rows(model, split, people, step, occasions_each=each)
        shutil.rmtree(folder)
        return rows

    def _measure(
        self, split: Split | None, folder: Path, incumbent: Incumbent
    ) -> tuple[dict[str, Any], Evidence]:
        """Fit up to the cut and ask about the time after it."""
        people = self._cases(split, self._settings.evaluation_people)
        none = Evidence(incumbent=incumbent.version)
        if split is None:
            return {"skipped": "all events fall into one moment: no time to hold out"}, none
        if not people:
            return {"skipped": "nobody did anything in the held-out time"}, none
        model = self._models.at(split.cut, folder, self._step("fit held-out"))
        self._models.sessions.measure(model, split, self._step)
        step = self._step("evaluate")
        trial = Trial(self._connection, self.words, self._settings, split, people)
        measured, evidence = trial.of(model, incumbent, step)
        shutil.rmtree(folder)
        return {**_times(split), **measured}, evidence

    def _cases(self, split: Split | None, at_most: int) -> list[Case]:
        if split is None:
            return []
        seed = self._settings.seed
        return cases(self._connection, self.words, split, at_most=at_most, seed=seed)

    def _step(self, name: str) -> Callable[[float], None]:
        self._progress(name, 0.0)
        return lambda done: self._progress(name, done)


def _times(split: Split) -> dict[str, str]:
    return {"held_out_from": iso(split.cut), "held_out_until": iso(split.until)}
