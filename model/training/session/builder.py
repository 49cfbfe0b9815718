"""Builds the session ranker of a model: taught once, measured, fitted again on all data."""

from collections.abc import Callable
from typing import Any

import duckdb

from model.arrays.artifact import Arrays, Artifact
from model.dataset.vocabulary import Vocabulary
from model.evaluation.split import Split
from model.retrieval.session.features import FEATURES
from model.settings import TrainingSettings
from model.training.session.compare import PLACEMENTS, WITH, WITHOUT, compare, draw_cases
from model.training.session.settings import SessionSettings
from model.training.session.train import learn_trees, named, tables
from model.training.session.visits import Visits

Step = Callable[[str], Callable[[float], None]]
"""Starts a step by its name, and returns the function that reports its progress."""


class SessionRankerBuilder:
    """Learns from the sessions of the table `coded` (see `vocabulary.encode`).

    `about` is the manifest's entry: which side `won`, on which `placements`, and the figures.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        settings: TrainingSettings,
        vocabulary: Vocabulary,
    ) -> None:
        self._connection, self._settings, self._vocabulary = connection, settings, vocabulary
        self._trees: Arrays = {}
        self.about: dict[str, Any] = {"won": WITHOUT}

    @property
    def _session_settings(self) -> SessionSettings:
        return SessionSettings(
            newest_events=self._settings.session_events,
            ranker_cases=self._settings.session_cases,
            factors=32,
            similar_among=2000,
            negatives=0.3,
            trees=60,
            seed=self._settings.seed,
        )

    def teach(self, until: int, step: Step) -> None:
        """Learn the trees from the sessions up to a time in ms, if there are enough of them."""
        log = self._visits(until).log
        if not len(log):
            self.about["why"] = "no visit has two items"
            return
        progress = step("learn from sessions")
        trees, report = learn_trees(log, self._session_settings, lambda _, done: progress(done))
        self.about |= report
        progress(1.0)
        if not report["trees"]:
            self.about["why"] = "too few visits for trees, or trees no better than neighbours"
            return
        self._trees = trees
        self.about |= {"won": WITH, "placements": PLACEMENTS, "features": list(FEATURES)}

    def fit(self, until: int) -> Arrays:
        """Return the arrays of the sessions up to a time in ms; none if no trees were learned."""
        if not self._trees:
            return {}
        log = self._visits(until).log
        return {**named(tables(log, self._session_settings)), **self._trees}

    def measure(self, model: Artifact, split: Split, step: Step) -> None:
        """Decide by the visits after the cut whether it serves, for each placement.

        `model` knows nothing of the time after the cut.
        """
        if not self._trees:
            return
        progress = step("compare on sessions")
        visits, settings = self._visits(split.until), self._settings
        asked = list(draw_cases(visits, split, at_most=settings.session_checks, seed=settings.seed))
        measured = compare(model, asked, self._vocabulary, progress)
        progress(1.0)
        placements = [name for name, each in measured.items() if each["won"] == WITH]
        self.about |= {"placements": placements, "measured": measured}
        if not placements:
            self._trees, self.about["won"] = {}, WITHOUT

    def _visits(self, until: int) -> Visits:
        groups = len(self._vocabulary.groups)
        return Visits.read(self._connection, self._settings, until, groups)
