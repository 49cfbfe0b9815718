"""The candidates of a list that the sources did not fill: popular in the category, popular, new."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import first_places
from model.retrieval.popularity import Popularity
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scored_candidates import ScoredCandidates
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.sources import SOURCES
from model.retrieval.trending import Trending

BEFORE_TRENDS, PLACES_PER_TREND = 4, 5
"""After so many of the most popular groups, one place in so many goes to trending groups.

In front of the most popular they would cost quality: of the first views of RetailRocket's visits,
asked a day ahead, the MRR would fall from .008 to .005.
"""

Blocks = Iterator[tuple[NDArray[Any], str]]
"""Groups, best first, with their reason."""


class Fallback:
    """Popularity and trends of one model, and the newest groups of the catalogue."""

    def __init__(self, recommenders: RecommenderSet) -> None:
        self._popularity: Popularity | None = recommenders.popularity
        self._trending: Trending | None = recommenders.trending

    def candidates(
        self, context: ScoringContext, count: int, taken: Iterable[int], score: float
    ) -> ScoredCandidates:
        """Return the first candidates that hold `count` groups besides those `taken`, as shown.

        All have one score and no explaining item. With exploration a group may come twice, in the
        category's chart and in that of all: new items take their places among all candidates.
        """
        return _first(self._blocks(context), context, count, taken, score)

    def among(
        self,
        mask: NDArray[np.bool_],
        context: ScoringContext,
        count: int,
        taken: Iterable[int],
        score: float,
    ) -> ScoredCandidates:
        """Return the same of the groups of a mask [groups]: the most popular, then the newest."""
        return _first(self._of_all_categories(context, mask), context, count, taken, score)

    def _blocks(self, context: ScoringContext) -> Blocks:
        category, allowed = context.query.category or _category_of_page(context), context.allowed
        within_all = False
        if self._popularity and category is not None:
            within = allowed & context.groups.within(category)
            yield from self._charts(self._popularity, context, within, "popular_in_category")
            within_all = np.count_nonzero(within) == np.count_nonzero(allowed)
        if within_all and not context.query.exploration:  # the charts of all hold the same groups
            yield context.groups.newest(allowed), SOURCES["new_items"].reason
        else:
            yield from self._of_all_categories(context, allowed)
        yield context.rejected(), SOURCES["popularity"].reason

    def _of_all_categories(self, context: ScoringContext, allowed: NDArray[np.bool_]) -> Blocks:
        if self._popularity:
            reason = SOURCES["popularity"].reason
            yield from self._charts(self._popularity, context, allowed, reason)
        yield context.groups.newest(allowed), SOURCES["new_items"].reason

    def _charts(
        self,
        popularity: Popularity,
        context: ScoringContext,
        allowed: NDArray[np.bool_],
        reason: str,
    ) -> Blocks:
        """Yield the most popular groups, and after the first few some of the trending ones."""
        query = context.query
        for at, block in enumerate(popularity.blocks(allowed, query.channel, query.location)):
            if at == 0 and self._trending is not None:
                chart = self._trending.chart(allowed, query.channel, query.location)
                yield block[:BEFORE_TRENDS], reason
                yield chart[: query.n // PLACES_PER_TREND], SOURCES["trending"].reason
            yield block, reason


def _first(
    blocks: Blocks, context: ScoringContext, count: int, taken: Iterable[int], score: float
) -> ScoredCandidates:
    """Return blocks joined, up to the last group that is needed."""
    shown, parts = context.groups.shown, []
    seen, whole = np.zeros(len(shown), np.bool_), context.query.exploration > 0
    seen[np.fromiter(taken, np.intp)] = True
    while count > 0 and (block := next(blocks, None)) is not None:
        groups, reason = block
        (fresh,) = (~seen[shown[groups]]).nonzero()
        if not (len(fresh) or whole):
            continue
        fresh = fresh[first_places(shown[groups[fresh]])]
        if len(fresh) > count:
            fresh = fresh[:count]
            groups = groups[: fresh[-1] + 1]
        seen[shown[groups[fresh]]] = True
        count -= len(fresh)
        kept = groups if whole else groups[fresh]
        parts.append(ScoredCandidates.unexplained(kept, reason, score))
    if not parts:
        return ScoredCandidates.unexplained(np.zeros(0, np.int64), "", score)
    return ScoredCandidates.joined(parts)


def _category_of_page(context: ScoringContext) -> str | None:
    """Return the category of a page's product."""
    item = context.query.item_id
    if item is None:
        return None
    group = int(context.groups.find([item])[0])
    return context.groups.category_of(group) if group >= 0 else None
