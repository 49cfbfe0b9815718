"""The candidates of many cases below each other, as trees read them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.metric_table import K
from model.retrieval.context_sources import in_sight

Array = NDArray[Any]


@dataclass(frozen=True)
class Rows:
    """Candidates of many cases below each other; `wanted` is how many groups each case sought.

    `person` numbers who was asked: the cases of one person and window are alike.
    """

    features: Array  # (candidates, features) float32
    hit: Array  # (candidates) bool
    sizes: Array  # (cases)
    wanted: Array  # (cases)
    hand_made: Array  # (candidates) what the hand-made blend gives them
    person: Array  # (cases)
    heard: Array  # (cases, sources) bool: which sources had anything to say
    near: Array  # (candidates) bool: what must stay in sight

    def part(self, cases: Array) -> "Rows":
        """Return some of the cases, by a mask."""
        rows = np.repeat(cases, self.sizes)
        return Rows(
            features=self.features[rows],
            hit=self.hit[rows],
            sizes=self.sizes[cases],
            wanted=self.wanted[cases],
            person=self.person[cases],
            hand_made=self.hand_made[rows],
            heard=self.heard[cases],
            near=self.near[rows],
        )

    def shown(self, scores: Array) -> Array:
        """Return the scores [candidates] as the placement shows them (see `in_sight`)."""
        if self.near.all():
            return scores
        ends = np.cumsum(self.sizes)[:-1]
        each = zip(np.split(self.near, ends), np.split(scores, ends), strict=True)
        return np.concatenate([in_sight(near, part) for near, part in each])

    def ndcg(self, scores: Array) -> Array:
        """Return NDCG@K of each case, when its candidates stand in the order of the scores."""
        scores = self.shown(scores)
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        order = np.lexsort((-scores, owner))
        starts = np.cumsum(self.sizes) - self.sizes
        rank = np.arange(len(order)) - np.repeat(starts, self.sizes)
        gain = np.where((rank < K) & self.hit[order], 1.0 / np.log2(rank + 2), 0.0)
        best = np.cumsum(1.0 / np.log2(np.arange(K) + 2))
        ideal = best[np.minimum(self.wanted, K) - 1]
        return np.asarray(np.bincount(owner, gain, len(self.sizes)) / ideal)


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the cases of several windows as one."""
    ends = np.cumsum([0, *(int(each.person.max(initial=0)) + 1 for each in parts)]).tolist()
    apart = [
        replace(each, person=each.person + end) for each, end in zip(parts, ends, strict=False)
    ]
    names = [each.name for each in fields(Rows)]
    return Rows(**{name: np.concatenate([getattr(each, name) for each in apart]) for name in names})
