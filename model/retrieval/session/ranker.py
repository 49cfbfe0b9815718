"""Rank what comes next in a session."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.tree_ensemble import Trees
from model.retrieval.session.arrays import Array, Arrays
from model.retrieval.session.candidates import SOURCES, Pool, Recommenders, pool
from model.retrieval.session.features import ItemFacts, features

LONGEST = 60
"""Events of a session that are looked at; the newest."""


@dataclass(frozen=True)
class SessionRanker:
    recommenders: Recommenders
    facts: ItemFacts
    trees: Trees

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        """Read the arrays that `model.training.session.train` made (names `sessions/…`)."""
        return cls(
            Recommenders.of(arrays), ItemFacts.of(arrays), Trees.of(arrays, "sessions/trees_")
        )

    def rank(self, prefix: Array) -> tuple[Array, Array]:
        """Rank what comes after `prefix`, item indices oldest first: (items, scores), best first.

        At most `POOL` items, those of the session among them; no prefix gives what is popular.
        Unknown items (-1) are passed over.
        """
        prefix = np.asarray(prefix, dtype=np.int32)
        prefix = prefix[prefix >= 0][-LONGEST:]
        if len(prefix) == 0:
            popular = self.recommenders.popular
            return popular, 1.0 / (1.0 + np.arange(len(popular)))
        candidates, scores = self.score(prefix)
        order = np.argsort(-scores, kind="stable")
        return candidates[order], scores[order]

    def knows(self, item: int) -> bool:
        """Whether any past session holds an item."""
        start, end = self.recommenders.index.posting_offsets[item : item + 2]
        return bool(end > start)

    def score(self, prefix: Array) -> tuple[Array, Array]:
        candidates = pool(self.recommenders.propose(prefix))
        if not len(self.trees):
            return candidates.items, without_trees(candidates)
        return candidates.items, self.trees.predict(features(self.facts, prefix, candidates))


def without_trees(candidates: Pool) -> Array:
    """Plain session kNN, ties and the rest by agreement: what is left when data is too thin."""
    cosine: Array = candidates.scores[list(SOURCES).index("cosine")]
    return np.asarray(cosine / max(float(cosine.max()), 1e-9) + candidates.fused / 1e6)
