"""Candidates of several sources, merged: scores side by side, and one weighted sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import runs
from model.retrieval.candidates import Candidates
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.sources import SOURCES


@dataclass(frozen=True)
class SourceCandidates:
    """The candidates of one source, by its id, with its weight at the placement.

    `factors` float32 [k] scale the weight for each candidate; None stands for 1.
    """

    source: str
    weight: float
    reason: str
    candidates: Candidates
    factors: NDArray[np.float32] | None = None

    @classmethod
    def weighted(
        cls,
        source: str,
        context: ScoringContext,
        candidates: Candidates,
        reason: str | None = None,
    ) -> Self:
        """Return candidates with the weight and, if no other is given, the reason of the source."""
        entry = SOURCES[source]
        weight = entry.weights[context.query.placement]
        return cls(source, weight, reason or entry.reason, candidates)


class MergedCandidates:
    """All groups that any source returned, in rising order: `groups` int32 [p]."""

    def __init__(self, parts: Sequence[SourceCandidates] = ()) -> None:
        self.parts = parts
        self._sizes = [len(each.candidates.groups) for each in parts]
        self._part_sizes = np.array(self._sizes, np.intp)
        named = _joined([each.candidates.groups for each in parts], np.int32)
        self._runs = runs(named)
        self.groups = self._runs.values.astype(np.int32)
        self._where = np.empty(len(named), np.intp)
        self._where[self._runs.order] = self._runs.number

    def __len__(self) -> int:
        return len(self.groups)

    @cached_property
    def weighted_sum(self) -> NDArray[np.float64]:
        """The sum of the sources' scores by their weights, [p]: a ranking without training."""
        return np.asarray(np.bincount(self._where, self._weighted, len(self.groups)), np.float64)

    def source_scores(self, sources: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [sources, p]: the best score of each source for each group, 0 if none."""
        size, end = len(self.groups), 0
        met: set[str] = set()
        row = dict(zip(sources, range(0, len(sources) * size, size or 1), strict=False))
        found = np.zeros(len(sources) * size, np.float32)
        for part, length in zip(self.parts, self._sizes, strict=True):
            end += length
            if length and part.source in row:
                cells = self._where[end - length : end] + row[part.source]
                scores = part.candidates.scores
                again = part.source in met
                found[cells] = np.maximum(found.take(cells), scores) if again else scores
                met.add(part.source)
        return found.reshape(len(sources), size)

    def scale(self, source: str) -> float:
        """Return what a score of 1 of a source was before it was scaled; 1 without candidates."""
        found = (each.candidates.scale for each in self.parts if each.source == source)
        return next(found, 1.0)

    def top_source(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Return for each group the part [p] that adds most to its sum, and its `because` [p].

        The second are places in the `because_items` of all parts, end to end; −1 is none. Of equal
        parts the first counts, so that an answer repeats exactly.
        """
        weighted = self._weighted.take(self._runs.order).astype(np.float32)
        highest = np.maximum.reduceat(weighted, self._runs.starts) if len(self) else weighted
        (equal,) = (weighted == highest.take(self._runs.number)).nonzero()
        equal = equal[::-1]  # what is written last stays: the first of equal parts
        top = np.empty(len(self), np.intp)
        top[self._runs.number.take(equal)] = self._runs.order.take(equal)
        part = np.arange(len(self.parts)).repeat(self._part_sizes).take(top)
        because = _joined([each.candidates.because for each in self.parts], np.int32).take(top)
        sizes = (len(each.candidates.because_items) for each in self.parts)
        starts = np.array([0, *accumulate(sizes)], np.int32)
        because += starts.take(part) * (because >= 0)
        return part, because

    @cached_property
    def _scores(self) -> NDArray[np.float32]:
        """The scores of all parts, end to end."""
        return _joined([each.candidates.scores for each in self.parts], np.float32)

    @cached_property
    def _weighted(self) -> NDArray[np.float64]:
        weights = np.array([each.weight for each in self.parts], np.float32)
        weights = weights.repeat(self._part_sizes)
        weights *= self._scores
        for part, size, end in zip(self.parts, self._sizes, accumulate(self._sizes), strict=True):
            if part.factors is not None:
                weights[end - size : end] *= part.factors
        return weights.astype(np.float64)


def _joined(arrays: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0, kind)


NO_CANDIDATES = MergedCandidates()
