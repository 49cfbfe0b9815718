"""The recommenders of one run, fitted again and again: on what there was at some time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.arrays.id_table import Arrays
from model.dataset import interactions
from model.dataset.database import Connection
from model.dataset.interactions import Interactions
from model.dataset.lake import NothingToLearn
from model.dataset.parallel import side_by_side
from model.dataset.vocabulary import Vocabulary
from model.settings import TrainingSettings
from model.training import als, baskets, local_demand, popularity, trending
from model.training import ease as linear
from model.training import item_to_item as co_occurrence
from model.training.ranking import repurchase_stats as rhythm


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
        self._settings, self._words = settings, words
        stands = interactions.group_item(connection, words.item_group, len(words.groups))
        self._named = words.arrays(stands)
        self._done = Interactions.read(connection)
        self.window = self._done.window
        self._together = baskets.of(self._done, settings)
        self._start: tuple[int, NDArray[np.float32]] | None = None

    def until(
        self, until: int, step: Callable[[float], None], *, at_most: int | None = None
    ) -> Fitted:
        """Fit on the events up to a time; taste on at most so many people.

        `NothingToLearn` if nobody had any value for anything by then.
        """
        done = self._done.until(until)
        of_some = done if at_most is None else done.some(at_most, self._settings.seed)
        matrix = of_some.values(self._settings, (self._words.people, len(self._words.groups)))
        if not matrix.nnz:
            raise NothingToLearn("every interaction is taken back by a return or removal")
        step(0.1)
        fitted = self._als(until, matrix, lambda done: step(0.1 + 0.6 * done))
        arrays = {**self._named, **fitted.arrays}
        for part in self._counted(done, until, matrix):
            arrays |= part
        step(0.9)
        return Fitted(arrays, fitted.about, matrix.nnz)

    def _counted(self, done: Interactions, until: int, matrix: csr_matrix) -> list[Arrays]:
        settings, words = self._settings, self._words
        groups, channels, locations = map(len, (words.groups, words.channels, words.locations))
        return side_by_side(
            lambda: co_occurrence.fit(self._together, settings, until, groups),
            lambda: trending.fit(
                done, settings, until, groups=groups, channels=channels, locations=locations
            ),
            lambda: popularity.fit(done, settings, until, groups=groups, channels=channels),
            lambda: local_demand.fit(done, settings, until, groups=groups, locations=locations),
            lambda: rhythm.fit(done, until, groups),
            lambda: linear.fit(matrix, settings),
        )

    def _als(self, until: int, matrix: csr_matrix, step: Callable[[float], None]) -> als.AlsFit:
        some = np.flatnonzero(np.diff(matrix.indptr))
        matrix = matrix if len(some) == matrix.shape[0] else matrix[some]
        start = self._start[1] if self._start and self._start[0] <= until else None
        fitted = als.fit(matrix, self._settings, step, start)
        self._start = (until, fitted.arrays["als/item_factors"])
        return fitted
