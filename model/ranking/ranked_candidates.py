"""Candidates with the scores that a ranker gave them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.retrieval.candidate_sources import RetrievedCandidates
from model.retrieval.scored_candidates import ScoredCandidates


@dataclass(frozen=True)
class RankedCandidates:
    """`scores` float64 [p] are those of `candidates.others`; next items keep their own."""

    candidates: RetrievedCandidates
    scores: NDArray[np.float64]

    def best_first(self, scores: NDArray[np.float64] | None = None) -> ScoredCandidates:
        """Return all candidates in their order, next items first; `scores` [p] replace the own."""
        leading, others = self.candidates.next_items, self.candidates.others
        scores = self.scores if scores is None else scores
        if not len(leading):
            return ScoredCandidates.best_first(others, scores)
        first = ScoredCandidates.best_first(leading, leading.weighted_sum)
        if not len(others):
            return first
        second = ScoredCandidates.best_first(others, scores)
        return ScoredCandidates.joined(
            [first, second.with_scores(second.scores * first.scores[-1])]
        )
