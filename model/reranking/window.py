"""The best candidates, whose order rules and the query change."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import first_places
from model.retrieval.scored_candidates import ScoredCandidates


class RerankWindow:
    """Candidates of distinct groups, as `shown` int32 [groups] distinguishes them."""

    def __init__(self, shown: NDArray[np.int32]) -> None:
        self._shown = shown
        self._seen = np.zeros(len(shown), np.bool_)
        self._parts: list[ScoredCandidates] = []
        self._size, self.floor = 0, 1.0

    def __len__(self) -> int:
        return self._size

    @property
    def taken(self) -> NDArray[np.intp]:
        """The groups in the window, as the catalogue numbers them."""
        return np.flatnonzero(self._seen)

    def candidates(self) -> ScoredCandidates:
        """Return all that was added."""
        return ScoredCandidates.joined(self._parts)

    def add(self, candidates: ScoredCandidates) -> None:
        """Add candidates with their scores."""
        self._append(candidates.select(self._distinct(candidates.groups)))

    def add_ranked(self, found: ScoredCandidates, count: int, *, discount: bool) -> None:
        """Add up to `count` candidates that have a rank and no score.

        All get the lowest score of the window, discounted as in DCG: the k-th 1 ÷ log2(k + 1) of
        it.
        """
        kept = found.select(self._distinct(found.groups)[:count])
        scores = np.full(len(kept), self.floor)
        if discount:
            scores = scores / np.log2(np.arange(2, len(kept) + 2))
        self._append(kept.with_scores(scores))

    def _append(self, candidates: ScoredCandidates) -> None:
        self._parts.append(candidates)
        self._seen[self._shown[candidates.groups]] = True
        self._size += len(candidates)
        scores: Sequence[Any] = [each.scores.min() for each in self._parts if len(each)]
        self.floor = float(min(scores)) if scores else 1.0

    def _distinct(self, groups: NDArray[Any]) -> NDArray[np.intp]:
        """Return the places of groups that are not in the window yet."""
        shown = self._shown[groups]
        first = first_places(shown)
        fresh: NDArray[np.intp] = first[~self._seen[shown[first]]]
        return fresh
