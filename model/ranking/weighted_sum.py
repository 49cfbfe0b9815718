"""Rank candidates by the weighted sum of their sources' scores: what needs no training."""

from model.ranking.ranked_candidates import RankedCandidates
from model.retrieval.candidate_sources import Asked, RetrievedCandidates
from model.retrieval.scoring_context import ScoringContext


class WeightedSum:
    """Serves where no ranker was learned, or none from people like this one."""

    asks: Asked = "weighted_sum"

    def rank(self, _context: ScoringContext, candidates: RetrievedCandidates) -> RankedCandidates:
        """Return the candidates with their weighted sums."""
        return RankedCandidates(candidates, candidates.others.weighted_sum)


class ByPopularity(WeightedSum):
    """Serves the placements where popularity was better than both trees and weights."""

    asks: Asked = "popularity"
