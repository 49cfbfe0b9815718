"""The session ranker as a part of a model: taught once, measured, fitted again on everything."""

from collections.abc import Callable
from typing import Any

import duckdb

from model.arrays.artifact import Artifact
from model.arrays.id_table import Arrays
from model.dataset.vocabulary import Vocabulary
from model.evaluation.split import Split
from model.retrieval.session.features import FEATURES
from model.settings import TrainingSettings
from model.training.session.compare import PLACEMENTS, cases, compare
from model.training.session.settings import SessionSettings
from model.training.session.train import learn_trees, named, tables
from model.training.session.visits import Visits

Step = Callable[[str], Callable[[float], None]]
"""Announces a step by its name, and answers with what is told how much of it is done."""


class SessionPart:
    """The sessions of the table `coded` (see `vocabulary.encode`) in the steps of a training run.

    `about` is what the manifest says: who `won`, on which `placements`, and by which figures.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: TrainingSettings, words: Vocabulary
    ) -> None:
        self._connection, self._settings, self._words = connection, settings, words
        self._trees: Arrays = {}
        self.about: dict[str, Any] = {"won": "hand_made"}

    @property
    def _how(self) -> SessionSettings:
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
        """Learn the trees from the sessions up to a time, if there are enough of them."""
        log = self._visits(until).log
        if not len(log):
            self.about["why"] = "nobody looked at two items in one visit"
            return
        tell = step("learn from sessions")
        trees, report = learn_trees(log, self._how, lambda _, done: tell(done))
        self.about |= report
        tell(1.0)
        if not report["trees"]:
            self.about["why"] = "too few visits for trees, or trees no better than neighbours"
            return
        self._trees = trees
        self.about |= {"won": "sessions", "placements": PLACEMENTS, "features": list(FEATURES)}

    def fit(self, until: int) -> Arrays:
        """Return the arrays `sessions/…` of what was looked at up to a time; none untaught."""
        if not self._trees:
            return {}
        log = self._visits(until).log
        return {**named(tables(log, self._how)), **self._trees}

    def measure(self, model: Artifact, split: Split, step: Step) -> None:
        """Let serve what ranks the visits after the cut better: this or the hand-made weights.

        `model` knows nothing of the time after the cut.
        """
        if not self._trees:
            return
        tell = step("compare on sessions")
        visits, settings = self._visits(split.until), self._settings
        asked = list(cases(visits, split, at_most=settings.session_checks, seed=settings.seed))
        measured = compare(model, asked, self._words, tell)
        tell(1.0)
        placements = [name for name, each in measured.items() if each["won"] == "sessions"]
        self.about |= {"placements": placements, "measured": measured}
        if not placements:
            self._trees, self.about["won"] = {}, "hand_made"

    def _visits(self, until: int) -> Visits:
        groups = len(self._words.groups)
        return Visits.read(self._connection, self._settings, until, groups)
