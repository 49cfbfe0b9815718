"""Item-to-item tables: what comes next, what stands around, whose vector is near."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.ragged import spans
from model.arrays.sorting import distinct, top
from model.retrieval.session.arrays import Array, Arrays, Scored, plain


@dataclass(frozen=True)
class Table:
    """For each item its best partners, best first."""

    offsets: Array  # (items + 1)
    items: Array
    scores: Array

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Self:
        return cls(*(plain(arrays, f"{name}_{part}") for part in ("offsets", "items", "scores")))

    def follow(self, items: Array, weights: Array, limit: int = 1000) -> Scored:
        """Find the best `limit` partners of each item; their scores count the item's weight."""
        starts = self.offsets[items]
        counts = np.minimum(self.offsets[np.asarray(items) + 1] - starts, limit)
        entries = spans(starts, counts)
        return self.items[entries], self.scores[entries] * np.repeat(weights, counts)


def strongest(scored: Scored, k: int) -> Scored:
    """Add up the entries of each item and keep the k best items."""
    items, inverse, _ = distinct(scored[0])
    scores = np.bincount(inverse, scored[1], minlength=len(items))
    best = top(scores, k)
    return items[best], scores[best]


def second_hop(table: Table, scored: Scored, *, through: int = 40, partners: int = 20) -> Scored:
    """Walk on from the best items found: partners of partners, whom no session shares yet."""
    return table.follow(*strongest(scored, through), partners)
