"""Order candidates by how likely the person is to want them, as trees learned it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.arrays.tree_ensemble import Trees
from model.query import History
from model.ranking.features import GroupFacts, features
from model.ranking.placement_family import FAMILIES, Family
from model.ranking.preselection import pool
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Mix

REST = 1e-3
"""What is not in the pool comes after it, in the hand-made order."""


class Ranker:
    """The learned blend of one family of placements."""

    def __init__(
        self, family: Family, facts: GroupFacts, trees: Trees, about: Mapping[str, Any]
    ) -> None:
        unheard: Mapping[str, float] = about["unheard"]
        self._facts, self._trees, self._sources = facts, trees, family.sources
        self._heard = frozenset(family.sources).difference(unheard)
        self._unheard = np.array([unheard.get(source, 0.0) for source in family.sources])
        self._strangers = bool(about.get("strangers", False))

    def knows(self, history: History) -> bool:
        """Say whether the trees learned from such people: buyers, or also mere visitors."""
        if history.purchased or self._strangers:
            return True
        return "seen" in self._heard and bool(history.interactions)

    def scores(self, request: Request, mix: Mix) -> NDArray[Any]:
        """Return a score for each group of a mix: the trees' chance, the best being 1.

        A source that no case of the training had anything from (nobody browsed, say) means
        nothing to the trees: it keeps its hand-made weight, beside sums in the trees' order.
        """
        found = mix.sums * (REST / max(float(mix.sums.max(initial=0.0)), 1e-9))
        if not len(mix):
            return found
        chosen = pool(mix, self._sources)
        chance = 1.0 / (1.0 + np.exp(-self._trees.predict(features(self._facts, request, chosen))))
        level = chance / chance.max()
        if self._unheard.any():
            unheard = self._unheard @ chosen.scores
            level = _on_scale(mix.sums[chosen.at] - unheard, level) + unheard
        found[chosen.at] = REST + level
        return found


def _on_scale(sums: NDArray[Any], level: NDArray[Any]) -> NDArray[Any]:
    """Return the order of the levels on the scale of the hand-made sums.

    A weight of 0.6 means something among the sums. Among chances it need not: of somebody who buys
    the same fifty things week by week all fifty are near 1, and a click would never be seen.
    """
    scaled = np.empty(len(level))
    scaled[falling(level)] = np.sort(sums)[::-1]
    return scaled + REST * level


def rankers(model: Artifact) -> dict[str, Ranker]:
    """Return the rankers of a model by family: those that won and read the columns of today."""
    said = model.manifest.get("rankers", {})
    won = [
        name
        for name, family in FAMILIES.items()
        if said.get(name, {}).get("won") == "trees"
        and said[name].get("features") == list(family.features)
    ]
    if not won:
        return {}
    facts = GroupFacts.of(model)
    return {
        name: Ranker(FAMILIES[name], facts, Trees.of(model, f"rankers/{name}/"), said[name])
        for name in won
    }
