"""Models of what there was by some time, written as artifacts, with all that was taught so far."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.arrays.artifact import Artifact, write_artifact
from model.arrays.id_table import Arrays
from model.dataset.database import Connection
from model.dataset.lake import LakeReport
from model.dataset.vocabulary import Vocabulary
from model.settings import TrainingSettings
from model.training.ranking.learn import About
from model.training.recommender_fitter import Fits
from model.training.run_report import counts, iso
from model.training.session.builder import SessionPart

KIND = "model"


class Models:
    """Fits the recommenders, and adds the `rankers` and the `sessions` as they were last taught."""

    def __init__(
        self,
        connection: Connection,
        settings: TrainingSettings,
        words: Vocabulary,
        report: LakeReport,
    ) -> None:
        self._settings, self._words, self._report = settings, words, report
        self._fits = Fits(connection, settings, words)
        self.window = self._fits.window
        self.rankers: tuple[Arrays, About] = ({}, {})
        self.sessions = SessionPart(connection, settings, words)

    def at(
        self, until: int, folder: Path, step: Callable[[float], None], at_most: int | None = None
    ) -> Artifact:
        """Return a model that knows nothing of later; taste of at most so many people."""
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
        """Write the model and return its manifest, to which `about` adds."""
        fitted = self._fits.until(until, step, at_most=at_most)
        rankers, about_rankers = self.rankers
        arrays = {**fitted.arrays, **rankers, **self.sessions.fit(until)}
        manifest = {
            "settings": self._settings.as_dict(),
            "rankers": {**about_rankers, "sessions": self.sessions.about},
            "als": fitted.als,
            "data": {"since": iso(self.window.since), "until": iso(until)},
            "data_until": until,
            "counts": counts(self._report, self._words, fitted.pairs),
            "skipped_files": self._report.skipped_files,
            **about,
        }
        written = write_artifact(
            folder, kind=KIND, version=version, arrays=arrays, manifest=manifest
        )
        step(1.0)
        return written
