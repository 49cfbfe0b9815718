"""The sources of the placements that know an item, a cart or an order."""

from collections.abc import Sequence
from dataclasses import replace

from model.retrieval.merged_candidates import SourceCandidates
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.seed_neighbours import neighbours_of, seeds_of
from model.retrieval.similar_groups import similar_by_als


class ContextSources:
    """Each method returns the candidates of several sources, related items first."""

    def __init__(self, recommenders: RecommenderSet) -> None:
        self._recommenders = recommenders

    def blend_sources(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return the candidates that the weighted sum needs."""
        if context.query.placement == "product":
            return self._product_page(context)
        return self._cart_or_order(context)

    def ranker_sources(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return the candidates that a ranker needs: more sources than the weighted sum has."""
        page = context.query.placement == "product"
        found = self._product_page(context) if page else self._cart_or_order(context)
        if self._recommenders.popularity is not None:
            popular = context.retrieve(self._recommenders.popularity)
            found.append(SourceCandidates.weighted("popularity", context, popular))
        return found

    def _product_page(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return related items, repeat purchases, and similar items where related ones are few.

        The similarity of all groups is computed, so it is left out where related items fill the
        list.
        """
        item, found, related = context.query.item_id, [], 0
        if item is not None:
            found = self._bought_or_viewed_together([item], context)
            related = _longest(found)
            if related < context.query.n:
                found.append(self._similar(item, context))
                related = _longest(found)
        found.append(self._repeat_purchases(context))
        if related < context.query.n:
            found += self._preferred(context)
        return found

    def _cart_or_order(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return related items, repeat purchases, and preferred groups."""
        history = context.query.history
        cart = list(dict.fromkeys(history.cart))
        items = cart if context.query.placement == "cart" else history.last_order()
        found = self._bought_or_viewed_together(items, context)
        return [*found, self._repeat_purchases(context), *self._preferred(context)]

    def _bought_or_viewed_together(
        self, items: Sequence[str], context: ScoringContext
    ) -> list[SourceCandidates]:
        tables, strengths = self._recommenders.item_to_item, [1.0] * len(items)
        seeds = seeds_of(tables, items, strengths, context)
        found = zip(tables, neighbours_of(seeds, context), strict=True)
        return [SourceCandidates.weighted(table.id, context, each) for table, each in found]

    def _similar(self, item: str, context: ScoringContext) -> SourceCandidates:
        """Return similar groups by vectors, and for an item without a vector by content."""
        found = similar_by_als(self._recommenders, item, context)
        if len(found.groups):
            return SourceCandidates.weighted("als_similar", context, found)
        by_content = self._recommenders.content_based.similar(item, context)
        return SourceCandidates.weighted("content_based", context, by_content)

    def _repeat_purchases(self, context: ScoringContext) -> SourceCandidates:
        found = context.retrieve(self._recommenders.purchase_frequency)
        part = SourceCandidates.weighted("purchase_frequency", context, found)
        return replace(part, factors=self._recommenders.repeat_rates.factors(found.groups))

    def _preferred(self, context: ScoringContext) -> list[SourceCandidates]:
        als = self._recommenders.als
        return (
            []
            if als is None
            else [SourceCandidates.weighted("als", context, context.retrieve(als))]
        )


def _longest(found: Sequence[SourceCandidates]) -> int:
    return max((len(each.candidates.groups) for each in found), default=0)
