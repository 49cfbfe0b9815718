"""Stage 1: the candidates of a request, from the sources of its placement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from model.query import PERSON_PLACEMENTS
from model.retrieval.context_sources import ContextSources
from model.retrieval.merged_candidates import NO_CANDIDATES, MergedCandidates, SourceCandidates
from model.retrieval.person_sources import PersonSources
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import ScoringContext

Asked = Literal["ranker", "weighted_sum", "popularity"]
"""Which sources a way of ranking needs: all, those with a weight, or popularity alone."""


@dataclass(frozen=True)
class RetrievedCandidates:
    """`next_items` of the visit stand before all `others`; a group may be in both.

    `next_items` are empty where they do not lead. `others` are empty where the next items fill the
    list.
    """

    next_items: MergedCandidates
    others: MergedCandidates


class CandidateSources:
    """The sources of every placement, over the recommenders of one model."""

    def __init__(self, recommenders: RecommenderSet) -> None:
        self.recommenders = recommenders
        self._person = PersonSources(recommenders)
        self._context = ContextSources(recommenders)

    def retrieve(self, context: ScoringContext, asked: Asked) -> RetrievedCandidates:
        """Return the candidates of a request, from the sources that a way of ranking needs.

        On a product page, and for a person with only a visit and no purchases, the next items of
        the visit lead.
        """
        leading = NO_CANDIDATES
        if self._next_items_lead(context, asked):
            leading = MergedCandidates(self._person.next_items(context))
            if _fills_the_list(leading, context):
                return RetrievedCandidates(leading, NO_CANDIDATES)
        ask = self._asked(context, asked)
        return RetrievedCandidates(leading, MergedCandidates(ask(context)))

    def _asked(
        self, context: ScoringContext, asked: Asked
    ) -> Callable[[ScoringContext], list[SourceCandidates]]:
        if asked == "popularity":
            return self._popular
        sources = self._sources(context)
        return sources.ranker_sources if asked == "ranker" else sources.blend_sources

    def _popular(self, context: ScoringContext) -> list[SourceCandidates]:
        popularity = self.recommenders.popularity
        found = [context.retrieve(popularity)] if popularity else []
        return [SourceCandidates.weighted("popularity", context, each) for each in found]

    def for_ranker(self, context: ScoringContext) -> MergedCandidates:
        """Return the candidates that a ranker orders, in service and in training."""
        return MergedCandidates(self._sources(context).ranker_sources(context))

    def _next_items_lead(self, context: ScoringContext, asked: Asked) -> bool:
        query, next_item = context.query, self.recommenders.next_item
        if query.placement not in PERSON_PLACEMENTS:
            return query.placement == "product" and asked != "popularity"
        if next_item is None or query.history.purchased:
            return False
        return asked != "ranker" or next_item.under_way(context)

    def _sources(self, context: ScoringContext) -> PersonSources | ContextSources:
        return self._person if context.query.placement in PERSON_PLACEMENTS else self._context


def _fills_the_list(leading: MergedCandidates, context: ScoringContext) -> bool:
    """Whether enough distinct groups can be shown that no other source need be asked."""
    if not len(leading):
        return False
    wanted = context.window if context.reordered else context.query.n
    shown = context.groups.shown
    taken = {pin.shown for pin in context.rules.pins}.union(shown[context.blocked].tolist())
    return len(set(shown[leading.groups].tolist()) - taken) >= wanted
