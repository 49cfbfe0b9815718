"""Rank the next items of a session."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.tree_ensemble import TreeEnsemble
from model.retrieval.session.arrays import PREFIX
from model.retrieval.session.candidates import SOURCES, SessionCandidates, SessionSources, select
from model.retrieval.session.features import ItemFacts, features

LONGEST = 60
"""Events of a session that are read, the newest."""


@dataclass(frozen=True)
class SessionRanker:
    """Candidates, features and trees."""

    sources: SessionSources
    facts: ItemFacts
    trees: TreeEnsemble

    @classmethod
    def from_arrays(cls, arrays: ArrayReader) -> Self:
        """Return the ranker of the arrays that `model.training.session.train` returns."""
        return cls(
            SessionSources.from_arrays(arrays),
            ItemFacts.from_arrays(arrays),
            TreeEnsemble.from_arrays(arrays, f"{PREFIX}/trees_"),
        )

    def rank(self, prefix: Array) -> tuple[Array, Array]:
        """Return (items [k], scores [k]), best first, after a session [events], oldest item first.

        At most `SIZE` items, those of the session among them; an empty session gives popular items.
        Unknown items (−1) are ignored.
        """
        prefix = np.asarray(prefix, dtype=np.int32)
        prefix = prefix[prefix >= 0][-LONGEST:]
        if len(prefix) == 0:
            popular = self.sources.popular
            return popular, 1.0 / (1.0 + np.arange(len(popular)))
        candidates, scores = self.score(prefix)
        order = np.argsort(-scores, kind="stable")
        return candidates[order], scores[order]

    def knows(self, item: int) -> bool:
        """Whether any past session has an item."""
        start, end = self.sources.index.posting_offsets[item : item + 2]
        return bool(end > start)

    def score(self, prefix: Array) -> tuple[Array, Array]:
        """Return the candidates [k] of a session [events] and their scores [k], in no order."""
        candidates = select(self.sources.retrieve(prefix))
        if not len(self.trees):
            return candidates.items, without_trees(candidates)
        return candidates.items, self.trees.predict(features(self.facts, prefix, candidates))


def without_trees(candidates: SessionCandidates) -> Array:
    """Return the scores [k] of plain session kNN, ties by rank fusion."""
    cosine: Array = candidates.scores[list(SOURCES).index("cosine")]
    return np.asarray(cosine / max(float(cosine.max()), 1e-9) + candidates.fused / 1e6)
