"""Rank candidates by the probability that the person wants them, learned by boosted trees."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.arrays.tree_ensemble import TreeEnsemble
from model.query import History
from model.ranking.features import GroupFacts, features
from model.ranking.placement_family import FAMILIES, PlacementFamily
from model.ranking.preselection import preselect
from model.ranking.ranked_candidates import RankedCandidates
from model.retrieval.candidate_sources import Asked, RetrievedCandidates
from model.retrieval.merged_candidates import MergedCandidates
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.sources import SOURCES

SCORE_STEP = 1e-3
"""Candidates that the trees do not see come below those they see, by their weighted sum."""


class Ranker:
    """The trees of one family of placements."""

    asks: Asked = "ranker"

    def __init__(
        self,
        family: PlacementFamily,
        facts: GroupFacts,
        trees: TreeEnsemble,
        about: Mapping[str, Any],
    ) -> None:
        unseen: Mapping[str, float] = about["unseen_sources"]
        self._facts, self._trees, self._preselection = facts, trees, family.preselection
        self._seen = frozenset(family.sources).difference(unseen)
        self._unseen = np.array([unseen.get(source, 0.0) for source in family.sources])
        self._cold_start = bool(about.get("cold_start", False))

    def serves(self, history: History) -> bool:
        """Return whether the trees learned from such people: buyers, or also mere visitors."""
        if history.purchased or self._cold_start:
            return True
        return "recent_item_to_item" in self._seen and bool(history.interactions)

    def rank(self, context: ScoringContext, candidates: RetrievedCandidates) -> RankedCandidates:
        """Return the candidates with the trees' scores.

        The next items of a buyer's visit are added with their weight: no case of the trees'
        training was asked during a visit, so the trees do not score them.
        """
        merged = candidates.others
        if not len(merged):
            return RankedCandidates(candidates, np.zeros(0))
        upcoming = merged.source_scores(("next_item",))[0] * SOURCES["next_item"].weights["home"]
        return RankedCandidates(candidates, self.scores(context, merged) + upcoming)

    def scores(self, context: ScoringContext, merged: MergedCandidates) -> NDArray[Any]:
        """Return a score for each merged candidate, [p]: the trees' probability, the best being 1.

        A source that no training case had candidates of (e.g. in a shop that records no views) has
        no meaning to the trees: it keeps its weight, added to the weighted sums in the trees'
        order.
        """
        sums = merged.weighted_sum
        found = sums * (SCORE_STEP / max(float(sums.max()), 1e-9))
        chosen = preselect(merged, self._preselection)
        logits = self._trees.predict(features(self._facts, context, chosen))
        probability = 1.0 / (1.0 + np.exp(-logits))
        level = probability / probability.max()
        if self._unseen.any():
            unseen = self._unseen @ chosen.scores
            level = on_scale_of(sums[chosen.at] - unseen, level) + unseen
        found[chosen.at] = SCORE_STEP + level
        return found


def on_scale_of(sums: NDArray[Any], level: NDArray[Any]) -> NDArray[Any]:
    """Return the order of `level` [p] on the scale of the weighted sums [p].

    A weight of 0.6 has a meaning among sums, and none among probabilities: for a person who buys
    the same fifty items every week all fifty are near 1, and a click would never be seen.
    """
    scaled = np.empty(len(level))
    scaled[falling(level)] = np.sort(sums)[::-1]
    return scaled + SCORE_STEP * level


def open_rankers(model: Artifact) -> dict[str, Ranker]:
    """Return the rankers of a model by family: those that won and read today's features."""
    about = model.manifest.get("rankers", {})
    won = [
        name
        for name, family in FAMILIES.items()
        if about.get(name, {}).get("won") == "trees"
        and about[name].get("features") == list(family.features)
    ]
    if not won:
        return {}
    facts = GroupFacts.from_model(model)
    return {
        name: Ranker(
            FAMILIES[name],
            facts,
            TreeEnsemble.from_arrays(model, f"rankers/{name}/"),
            about[name],
        )
        for name in won
    }
