"""Stage 1: the candidates of a request, from the sources of its placement."""

from dataclasses import dataclass

from model.query import PERSON_PLACEMENTS
from model.retrieval.context_sources import ContextSources
from model.retrieval.merged_candidates import NO_CANDIDATES, MergedCandidates
from model.retrieval.person_sources import PersonSources
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import ScoringContext


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

    def retrieve(self, context: ScoringContext, *, for_ranker: bool) -> RetrievedCandidates:
        """Return the candidates of a request, from all sources of a ranker or of the weighted sum.

        On a product page, and for a person with only a visit and no purchases, the next items of
        the visit lead.
        """
        leading = NO_CANDIDATES
        if self._next_items_lead(context, for_ranker=for_ranker):
            leading = MergedCandidates(self._person.next_items(context))
            if _fills_the_list(leading, context):
                return RetrievedCandidates(leading, NO_CANDIDATES)
        sources = self._sources(context)
        ask = sources.ranker_sources if for_ranker else sources.blend_sources
        return RetrievedCandidates(leading, MergedCandidates(ask(context)))

    def for_ranker(self, context: ScoringContext) -> MergedCandidates:
        """Return the candidates that a ranker orders, in service and in training."""
        return MergedCandidates(self._sources(context).ranker_sources(context))

    def _next_items_lead(self, context: ScoringContext, *, for_ranker: bool) -> bool:
        query, next_item = context.query, self.recommenders.next_item
        if query.placement not in PERSON_PLACEMENTS:
            return query.placement == "product"
        if next_item is None or query.history.purchased:
            return False
        return not for_ranker or next_item.under_way(context)

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
