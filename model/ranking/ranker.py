"""Order candidates by how likely the person is to want them, as trees learned it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.query import History
from model.ranking.features import FEATURES, GroupFacts, features
from model.ranking.pool import SOURCES, pool
from model.recommenders.candidates import Request
from model.sessions.trees import Trees
from model.voices import Mix

REST = 1e-3
"""What is not in the pool comes after it, in the hand-made order."""


class Ranker:
    """The learned blend of one family of placements."""

    def __init__(self, facts: GroupFacts, trees: Trees, unheard: dict[str, float]) -> None:
        self._facts, self._trees = facts, trees
        self._heard = frozenset(SOURCES).difference(unheard)
        self._unheard = np.array([unheard.get(source, 0.0) for source in SOURCES])

    @classmethod
    def of(cls, model: Artifact, name: str) -> "Ranker | None":
        """Return the ranker of a model; None if it has none or learned from other features."""
        about = model.manifest.get("rankers", {}).get(name, {})
        if about.get("won") != "trees" or about.get("features") != list(FEATURES):
            return None
        return cls(
            GroupFacts.of(model), Trees.of(model, f"rankers/{name}/"), dict(about["unheard"])
        )

    def knows(self, history: History) -> bool:
        """Say whether the trees learned from such people: buyers, or also mere visitors."""
        return bool(history.purchased) or ("seen" in self._heard and bool(history.interactions))

    def scores(self, request: Request, mix: Mix) -> NDArray[Any]:
        """Return a score for each group of a mix, the best of the trees' being 1.

        A source that no case of the training had anything from (nobody browsed, say) means
        nothing to the trees: it keeps its hand-made weight.
        """
        found = mix.sums * (REST / max(float(mix.sums.max(initial=0.0)), 1e-9))
        if not len(mix):
            return found
        chosen = pool(mix)
        chance = 1.0 / (1.0 + np.exp(-self._trees.predict(features(self._facts, request, chosen))))
        found[chosen.at] = REST + chance / chance.max() + self._unheard @ chosen.scores
        return found
