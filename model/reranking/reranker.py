"""Stage 3: quota of related items, then rules, rotation and diversity, in this order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ranking.ranked_candidates import RankedCandidates
from model.reranking.diversity import diversify
from model.reranking.exploration import NewItemPlaces, explore
from model.reranking.related_quota import related_items, with_related_quota
from model.reranking.rotation import rotate
from model.reranking.window import RerankWindow
from model.retrieval.fallback import Fallback
from model.retrieval.scored_candidates import ScoredCandidates
from model.retrieval.scoring_context import ScoringContext


@dataclass(frozen=True)
class RerankedCandidates:
    """Candidates in their final order; a group that comes again is skipped.

    Candidates of the fallback that follow them get the score `floor`.
    """

    candidates: ScoredCandidates
    floor: float
    new_items: NewItemPlaces


class Reranker:
    """Takes candidates from the fallback where rules lift them into the list."""

    def __init__(self, fallback: Fallback) -> None:
        self._fallback = fallback

    def rerank(self, context: ScoringContext, ranked: RankedCandidates) -> RerankedCandidates:
        """Return the candidates in their final order, with the places of new items."""
        ordered = ranked.best_first(_with_quota(context, ranked))
        if context.reordered:
            return self._reordered(context, ordered)
        floor = float(ordered.scores[-1]) if len(ordered) else 1.0
        return RerankedCandidates(ordered, floor, explore(context))

    def _reordered(self, context: ScoringContext, ordered: ScoredCandidates) -> RerankedCandidates:
        window = self._window(context, ordered)
        first = reordered(window.candidates(), context)
        whole = ScoredCandidates.joined([first, ordered])
        return RerankedCandidates(whole, window.floor, explore(context))

    def _window(self, context: ScoringContext, ordered: ScoredCandidates) -> RerankWindow:
        """Return the best candidates, with the fallback's first ones where they are few.

        Groups that rules lift need not be among the best: the most popular of them, then the
        newest, join with the lowest score of the window.
        """
        size, lifted = context.window, context.rules.lifted
        window = RerankWindow(context.groups.shown)
        window.add(ordered.select(slice(size)))
        if len(window) < size:
            count = min(size, int(np.count_nonzero(context.allowed))) - len(window)
            found = self._fallback.candidates(context, count, window.taken, window.floor)
            window.add_ranked(found, count, discount=True)
        if lifted is not None:
            mask = context.allowed & lifted
            mask[window.candidates().groups] = False
            count = min(context.query.n, int(np.count_nonzero(mask)))
            found = self._fallback.among(mask, context, count, window.taken, window.floor)
            window.add_ranked(found, count, discount=False)
        return window


def _with_quota(context: ScoringContext, ranked: RankedCandidates) -> NDArray[np.float64]:
    placement, others = context.query.placement, ranked.candidates.others
    if placement != "product" or not len(others):
        return ranked.scores
    return with_related_quota(related_items(placement, others), ranked.scores)


def reordered(candidates: ScoredCandidates, context: ScoringContext) -> ScoredCandidates:
    """Return candidates [k] in their new order; the scores, falling, stay with the places."""
    query, groups, scores = context.query, candidates.groups, candidates.scores
    factors: NDArray[Any] | None = context.rules.factors
    if factors is not None:
        scores = scores * factors[groups]
    order = np.argsort(-scores, kind="stable")
    best = order[: context.window]  # lifted candidates may have come on top of these
    if query.rotation_rate > 0:
        best = best[rotate(groups[best], query)]
    if query.diversity > 0:
        facets = context.groups.facets(groups[best])
        best = best[diversify(facets, query.diversity, query.n)]
    scores = scores[order]
    order[: len(best)] = best
    return candidates.select(order).with_scores(scores)
