"""Fits the recommenders of one run on the interactions up to some time, again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.arrays.artifact import Arrays
from model.dataset import interactions
from model.dataset.database import Connection
from model.dataset.interactions import Interactions
from model.dataset.lake import NothingToLearn
from model.dataset.parallel import side_by_side
from model.dataset.vocabulary import Vocabulary
from model.settings import TrainingSettings
from model.training import (
    als,
    baskets,
    ease,
    item_to_item,
    popularity,
    popularity_by_location,
    repeat_rates,
    trending,
)
from model.training.ranking import repurchase_stats


@dataclass(frozen=True)
class Fit:
    """Arrays of an artifact, the manifest's entry for ALS, and the pairs of person and group."""

    arrays: Arrays
    als: dict[str, Any]
    pairs: int


class RecommenderFitter:
    """Fits on the table `coded` (see `vocabulary.encode`).

    ALS starts from the vectors of an earlier time, never from those of a later time: they would
    leak what is asked about the time after a fit.
    """

    def __init__(
        self, connection: Connection, settings: TrainingSettings, vocabulary: Vocabulary
    ) -> None:
        self._settings, self._vocabulary = settings, vocabulary
        groups = len(vocabulary.groups)
        group_item = interactions.group_item(connection, vocabulary.item_group, groups)
        self._ids = vocabulary.arrays(group_item)
        self._interactions = Interactions.read(connection)
        self.window = self._interactions.window
        self._baskets = baskets.from_interactions(self._interactions, settings)
        self._start: tuple[int, NDArray[np.float32]] | None = None

    def fit(self, until: int, step: Callable[[float], None], *, at_most: int | None = None) -> Fit:
        """Return the fit on the interactions up to a time in ms; ALS on at most so many people.

        `step` gets the fraction done. `NothingToLearn` if no pair of person and group has a value.
        """
        done = self._interactions.until(until)
        of_some = done if at_most is None else done.some(at_most, self._settings.seed)
        shape = (self._vocabulary.people, len(self._vocabulary.groups))
        matrix = of_some.values(self._settings, shape)
        if not matrix.nnz:
            raise NothingToLearn("every interaction is taken back by a return or removal")
        step(0.1)
        fitted = self._als(until, matrix, lambda done: step(0.1 + 0.6 * done))
        arrays = {**self._ids, **fitted.arrays}
        for part in self._others(done, until, matrix):
            arrays |= part
        step(0.9)
        return Fit(arrays, fitted.about, matrix.nnz)

    def _others(self, done: Interactions, until: int, matrix: csr_matrix) -> list[Arrays]:
        settings, names = self._settings, self._vocabulary
        groups, channels, locations = map(len, (names.groups, names.channels, names.locations))
        return side_by_side(
            lambda: item_to_item.fit(self._baskets, settings, until, groups),
            lambda: trending.fit(
                done, settings, until, groups=groups, channels=channels, locations=locations
            ),
            lambda: popularity.fit(done, settings, until, groups=groups, channels=channels),
            lambda: popularity_by_location.fit(
                done, settings, until, groups=groups, locations=locations
            ),
            lambda: repurchase_stats.fit(done, until, groups),
            lambda: repeat_rates.fit(done, names.category),
            lambda: ease.fit(matrix, settings),
        )

    def _als(self, until: int, matrix: csr_matrix, step: Callable[[float], None]) -> als.AlsFit:
        some = np.flatnonzero(np.diff(matrix.indptr))
        matrix = matrix if len(some) == matrix.shape[0] else matrix[some]
        start = self._start[1] if self._start and self._start[0] <= until else None
        fitted = als.fit(matrix, self._settings, step, start)
        self._start = (until, fitted.arrays["als/item_factors"])
        return fitted
