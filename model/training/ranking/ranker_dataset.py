"""The candidates of many cases, as trees learn from them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.metric_table import K
from model.reranking.related_quota import with_related_quota

Array = NDArray[Any]


@dataclass(frozen=True)
class RankerDataset:
    """Candidates of many cases, one case after the other.

    `wanted` is the number of relevant groups of each case. `person` is the number of the person:
    the cases of one person and window are similar.
    """

    features: Array  # (candidates, features) float32
    hit: Array  # (candidates) bool
    sizes: Array  # (cases)
    wanted: Array  # (cases)
    weighted_sum: Array  # (candidates)
    person: Array  # (cases)
    sources: Array  # (cases, sources) bool: the sources with candidates
    related: Array  # (candidates) bool: see `model.reranking.related_quota`

    def select(self, cases: Array) -> "RankerDataset":
        """Return some of the cases, by a mask [cases]."""
        rows = np.repeat(cases, self.sizes)
        return RankerDataset(
            features=self.features[rows],
            hit=self.hit[rows],
            sizes=self.sizes[cases],
            wanted=self.wanted[cases],
            person=self.person[cases],
            weighted_sum=self.weighted_sum[rows],
            sources=self.sources[cases],
            related=self.related[rows],
        )

    def shown(self, scores: Array) -> Array:
        """Return the scores [candidates] as the placement shows them, with its quota."""
        if self.related.all():
            return scores
        ends = np.cumsum(self.sizes)[:-1]
        each = zip(np.split(self.related, ends), np.split(scores, ends), strict=True)
        return np.concatenate([with_related_quota(related, part) for related, part in each])

    def ndcg(self, scores: Array) -> Array:
        """Return NDCG@K [cases] of the candidates in the order of scores [candidates]."""
        scores = self.shown(scores)
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        order = np.lexsort((-scores, owner))
        starts = np.cumsum(self.sizes) - self.sizes
        rank = np.arange(len(order)) - np.repeat(starts, self.sizes)
        gain = np.where((rank < K) & self.hit[order], 1.0 / np.log2(rank + 2), 0.0)
        best = np.cumsum(1.0 / np.log2(np.arange(K) + 2))
        ideal = best[np.minimum(self.wanted, K) - 1]
        return np.asarray(np.bincount(owner, gain, len(self.sizes)) / ideal)


def join_datasets(parts: Sequence[RankerDataset]) -> RankerDataset:
    """Return the cases of several windows as one dataset."""
    ends = np.cumsum([0, *(int(each.person.max(initial=0)) + 1 for each in parts)]).tolist()
    apart = [
        replace(each, person=each.person + end) for each, end in zip(parts, ends, strict=False)
    ]
    names = [each.name for each in fields(RankerDataset)]
    return RankerDataset(
        **{name: np.concatenate([getattr(each, name) for each in apart]) for name in names}
    )
