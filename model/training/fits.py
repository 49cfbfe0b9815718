"""The recommenders of one run, fitted again and again: on what there was at some time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.ids import Arrays
from model.settings import TrainingSettings
from model.training import als, baskets, co_occurrence, interactions, linear, popularity
from model.training.database import Connection
from model.training.lake import NothingToLearn
from model.training.ranking import rhythm
from model.training.vocabulary import Vocabulary


@dataclass(frozen=True)
class Fitted:
    """Arrays of an artifact, what is said of ALS, how many pairs of person and group it knew."""

    arrays: Arrays
    als: dict[str, Any]
    pairs: int


class Fits:
    """Fits on the table `coded` (see `vocabulary.encode`).

    ALS begins where the fit of an earlier time ended, never with one of a later time: what is
    asked about the time after a fit may not be known to it.
    """

    def __init__(
        self, connection: Connection, settings: TrainingSettings, words: Vocabulary
    ) -> None:
        self._connection, self._settings, self._words = connection, settings, words
        self.window = interactions.window(connection)
        self._together = baskets.read(connection, settings)
        self._start: tuple[int, NDArray[np.float32]] | None = None

    def until(
        self, until: int, step: Callable[[float], None], *, at_most: int | None = None
    ) -> Fitted:
        """Fit on the events up to a time; ALS on at most so many people.

        `NothingToLearn` if nobody had any value for anything by then.
        """
        groups, connection = len(self._words.groups), self._connection
        matrix = interactions.values(
            connection, self._settings, self.window.up_to(until), (self._words.people, groups)
        )
        if not matrix.nnz:
            raise NothingToLearn("every interaction is taken back by a return or removal")
        step(0.1)
        fitted = self._als(until, self._some(matrix, at_most), lambda done: step(0.1 + 0.6 * done))
        together = co_occurrence.fit(self._together, self._settings, until, groups)
        foretold = linear.fit(self._some(matrix, linear.PEOPLE), self._settings)
        step(0.9)
        channels = len(self._words.channels)
        popular = popularity.fit(connection, self._settings, until, groups, channels)
        rhythms = rhythm.fit(connection, until, groups)
        stands_for = interactions.group_item(connection, self._words.item_group, groups)
        names = self._words.arrays(stands_for)
        parts = (names, fitted.arrays, foretold, together, popular, rhythms)
        arrays: dict[str, Any] = {name: array for part in parts for name, array in part.items()}
        return Fitted(arrays, fitted.about, matrix.nnz)

    def _als(self, until: int, matrix: csr_matrix, step: Callable[[float], None]) -> als.AlsFit:
        start = self._start[1] if self._start and self._start[0] <= until else None
        fitted = als.fit(matrix, self._settings, step, start)
        self._start = (until, fitted.arrays["als/item_factors"])
        return fitted

    def _some(self, matrix: csr_matrix, at_most: int | None) -> csr_matrix:
        """Draw people: vectors of groups need not all of them."""
        people = np.flatnonzero(np.diff(matrix.indptr))
        if at_most is None or len(people) <= at_most:
            return matrix
        drawn = np.random.default_rng(self._settings.seed).choice(people, at_most, replace=False)
        return matrix[np.sort(drawn)]
