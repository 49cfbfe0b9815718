"""From a query to a list of items, in four stages; numpy only, so it fits into the API's process.

1. `model.retrieval`: each source returns candidates, groups with scores.
2. `model.ranking`: trees order the candidates, or weights where none were learned.
3. `model.reranking`: quota, rules, rotation and diversity change the order.
4. The list is filled with items, from the fallback where candidates lack.
"""

from collections.abc import Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.catalogue.changes import Changes
from model.catalogue.groups import ItemGroups
from model.catalogue.snapshot import Snapshot
from model.kinds import HALF_LIFE_DAYS, WEIGHTS
from model.query import (
    PLACEMENTS,
    REASONS,
    History,
    Interaction,
    Purchased,
    Query,
    ScoredItem,
)
from model.ranking.blender import Blender
from model.ranking.ranker import open_rankers
from model.reranking.reranker import Reranker
from model.reranking.result_list import fill
from model.retrieval.affinity import InteractionWeights
from model.retrieval.candidate_sources import CandidateSources
from model.retrieval.fallback import Fallback
from model.retrieval.history_columns import HistoryCache
from model.retrieval.negative_feedback import negative_feedback
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import ScoringContext
from model.rules.compiled import CompiledRules, RuleEffect
from model.rules.rule import Rule

__all__ = [
    "PLACEMENTS",
    "REASONS",
    "History",
    "Interaction",
    "Purchased",
    "Query",
    "ScoredItem",
    "Scorer",
]


class Scorer:
    """Recommends over one model and one snapshot, either of which may be missing."""

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self.groups = ItemGroups(model, snapshot)
        settings = model.manifest["settings"] if model else {}
        self._interaction_weights = InteractionWeights(
            settings.get("weights", WEIGHTS), settings.get("half_life_days", HALF_LIFE_DAYS)
        )
        recommenders = RecommenderSet.open(model)
        self.sources = CandidateSources(recommenders)
        by_popularity = model.manifest.get("served_by_popularity", ()) if model else ()
        self.blender = Blender(open_rankers(model) if model else {}, by_popularity)
        self._repeat_rates = recommenders.repeat_rates
        self._fallback = Fallback(recommenders)
        self.reranker = Reranker(self._fallback)
        self._rules = CompiledRules((), self.groups)
        self._history_cache = HistoryCache()

    def recommend(self, query: Query) -> list[ScoredItem]:
        """Return `n` items, or all that pass the filters if there are fewer; best first.

        `ValueError` for a placement that does not exist.
        """
        if query.placement not in PLACEMENTS:
            raise ValueError(f"no placement {query.placement!r}; use one of {PLACEMENTS}")
        return self.recommend_in(self.context(query))

    def recommend_in(self, context: ScoringContext) -> list[ScoredItem]:
        """Return the items of a request whose ids are resolved.

        Its candidates are computed once.
        """
        ranker = self.blender.ranker_for(context.query)
        candidates = self.sources.retrieve(context, ranker.asks)
        ranked = ranker.rank(context, candidates)
        reranked = self.reranker.rerank(context, ranked)
        return fill(context, reranked, self._fallback)

    def context(self, query: Query) -> ScoringContext:
        """Resolve the ids of a query, and block the groups that its placement must not show."""
        columns = self._history_cache.columns(query.history, self.groups, self._interaction_weights)
        blocked = columns.find([*query.named_items, *query.page_items])
        rejected = columns.find(negative_feedback(query.history, query.now))
        if self.blender.ranker_for(query).asks != "ranker":  # trees know when people buy again
            bought = columns.find(query.history.bought_items())
            once = self._repeat_rates.one_time(bought)
            rejected = np.concatenate([rejected, bought[once & (bought >= 0)]])
        return ScoringContext(
            query,
            self._rules.effect(query) or RuleEffect.none(self.groups),
            self._interaction_weights,
            blocked[blocked >= 0],
            columns,
            rejected[rejected >= 0],
        )

    def one_source(self, source: str, context: ScoringContext) -> NDArray[np.int32]:
        """Return the groups [k] that one recommender alone would list, best first."""
        found = context.retrieve(self.sources.recommenders.by_id[source])
        return found.groups[falling(found.scores)]

    def overlaid(self, changes: Changes) -> "Scorer":
        """Return a scorer over the same model, and a catalogue that changed since its snapshot."""
        later = copy(self)
        later.groups = self.groups.overlaid(changes)
        later._rules = self._rules.over(later.groups)
        return later

    def with_rules(self, rules: Sequence[Rule]) -> "Scorer":
        """Return a scorer over the same model and catalogue that follows these rules."""
        other = copy(self)
        other._rules = CompiledRules(rules, self.groups)
        return other

    def without_ranker(self) -> "Scorer":
        """Return a scorer that ranks by the weighted sum, to measure what a ranker adds."""
        other = copy(self)
        other.blender = self.blender.without_ranker()
        return other

    def without_next_item(self) -> "Scorer":
        """Return a scorer without the next items of a visit, to measure what they add."""
        return self.with_recommenders(self.sources.recommenders.without_next_item())

    def with_recommenders(self, recommenders: RecommenderSet) -> "Scorer":
        """Return a scorer over the same catalogue with other recommenders."""
        other = copy(self)
        other.sources = CandidateSources(recommenders)
        other._fallback = Fallback(recommenders)
        other.reranker = Reranker(other._fallback)
        return other
