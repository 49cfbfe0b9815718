"""The sources of the placements that know only the person: home, category, email."""

from dataclasses import replace

from model.retrieval.merged_candidates import SourceCandidates
from model.retrieval.recent_seeds import recent_seeds
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import Recommender, ScoringContext
from model.retrieval.seed_neighbours import neighbours_of, seeds_of
from model.retrieval.similar_groups import similar_groups
from model.retrieval.sources import SOURCES


class PersonSources:
    """Each method returns the candidates of several sources, in the order of the registry."""

    def __init__(self, recommenders: RecommenderSet) -> None:
        self._recommenders = recommenders
        # History neighbours are those by purchases, if there are any, else those by views.
        neighbours = next(iter(recommenders.item_to_item), None)
        self._whole_history: dict[str, Recommender | None] = {
            "purchase_frequency": recommenders.purchase_frequency,
            "als": recommenders.als,
            "history_item_to_item": neighbours,
            "ease": recommenders.ease,
            "popularity": recommenders.popularity,
        }

    def blend_sources(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return the candidates that the weighted sum needs."""
        found = self._retrieve(context, ranker_only=False)
        return found + (self.next_items(context) or self._recent_neighbours(context))

    def ranker_sources(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return the candidates that a ranker needs: more sources than the weighted sum has."""
        recent = self._recent_neighbours(context, with_history=True)
        found = self._retrieve(context, ranker_only=False)
        found += recent
        found += self._retrieve(context, ranker_only=True)
        if context.query.history.purchased:
            found += self.next_items(context)
        return found

    def next_items(self, context: ScoringContext) -> list[SourceCandidates]:
        """Return the next items of the visit, at placements where training found them better."""
        page, recommender = context.query.item_id, self._recommenders.next_item
        if recommender is None or not recommender.serves(context):
            return []
        found, reason = context.retrieve(recommender), None
        if page is not None:
            found, reason = found.explained_by(page), "viewed_together"
        return [SourceCandidates.weighted("next_item", context, found, reason)]

    def _retrieve(self, context: ScoringContext, *, ranker_only: bool) -> list[SourceCandidates]:
        found = []
        for source, recommender in self._whole_history.items():
            if recommender is not None and SOURCES[source].ranker_only == ranker_only:
                reason = SOURCES[recommender.id].reason  # bought or viewed, of history neighbours
                candidates = context.retrieve(recommender)
                part = SourceCandidates.weighted(source, context, candidates, reason)
                found.append(self._by_repeat_rate(part))
        return found

    def _by_repeat_rate(self, part: SourceCandidates) -> SourceCandidates:
        """Weigh repeat purchases by how often people buy such groups again."""
        if part.source != "purchase_frequency":
            return part
        rates = self._recommenders.repeat_rates
        return replace(part, factors=rates.factors(part.candidates.groups))

    def _recent_neighbours(
        self, context: ScoringContext, *, with_history: bool = False
    ) -> list[SourceCandidates]:
        """Return the neighbours of the newest items looked at: the next answer shows a click.

        Those of the whole history are looked up along with them, for `_retrieve` to find.
        """
        items, strengths = recent_seeds(context)
        tables = self._recommenders.item_to_item
        seeds = seeds_of(tables, items, strengths, context)
        if with_history and tables:
            seeds.append(tables[0].history_seeds(context))
        found = neighbours_of(seeds, context)
        if with_history and tables:
            context.keep(tables[0].id, found.pop())
        if items and not any((each.because == 0).any() for each in found):
            newest = similar_groups(self._recommenders, items[0], context)
            found.append(newest.scaled(strengths[0]))
        return [SourceCandidates.weighted("recent_item_to_item", context, each) for each in found]
