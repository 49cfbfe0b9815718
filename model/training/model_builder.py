"""Builds models of the interactions up to some time, and writes them as artifacts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.arrays.artifact import Arrays, Artifact, write_artifact
from model.dataset.database import Connection
from model.dataset.lake import LakeReport
from model.dataset.vocabulary import Vocabulary
from model.settings import TrainingSettings
from model.training.ranking.learn import RankerReports
from model.training.recommender_fitter import RecommenderFitter
from model.training.run_report import counts, iso
from model.training.session.builder import SessionRankerBuilder

KIND = "model"


class ModelBuilder:
    """Fits the recommenders, and adds the `rankers` and `next_item` as they were last taught."""

    def __init__(
        self,
        connection: Connection,
        settings: TrainingSettings,
        vocabulary: Vocabulary,
        report: LakeReport,
    ) -> None:
        self._settings, self._vocabulary, self._report = settings, vocabulary, report
        self._fitter = RecommenderFitter(connection, settings, vocabulary)
        self.window = self._fitter.window
        self.rankers: tuple[Arrays, RankerReports] = ({}, {})
        self.next_item = SessionRankerBuilder(connection, settings, vocabulary)

    def build(
        self, until: int, folder: Path, step: Callable[[float], None], at_most: int | None = None
    ) -> Artifact:
        """Return a model that knows nothing of the time after `until` (ms).

        ALS learns from at most `at_most` people.
        """
        self.write(folder, until, step, at_most=at_most)
        return Artifact.open(folder, kind=KIND)

    def write(
        self,
        folder: Path,
        until: int,
        step: Callable[[float], None],
        *,
        version: str = "measured",
        at_most: int | None = None,
        **about: Any,
    ) -> dict[str, Any]:
        """Write the model of the time up to `until` (ms); return its manifest, with `about`."""
        fit = self._fitter.fit(until, step, at_most=at_most)
        rankers, reports = self.rankers
        arrays = {**fit.arrays, **rankers, **self.next_item.fit(until)}
        manifest = {
            "settings": self._settings.as_dict(),
            "rankers": {**reports, "next_item": self.next_item.about},
            "als": fit.als,
            "data": {"since": iso(self.window.since), "until": iso(until)},
            "data_until": until,
            "counts": counts(self._report, self._vocabulary, fit.pairs),
            "skipped_files": self._report.skipped_files,
            **about,
        }
        written = write_artifact(
            folder, kind=KIND, version=version, arrays=arrays, manifest=manifest
        )
        step(1.0)
        return written
