"""Item-to-item tables: next items, items around, items with near vectors."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.ragged import ranges
from model.arrays.sorting import runs, top
from model.retrieval.session.arrays import Scored, session_array


@dataclass(frozen=True)
class Table:
    """The best partners of each item, best first."""

    offsets: Array  # (items + 1)
    items: Array
    scores: Array

    @classmethod
    def from_arrays(cls, arrays: ArrayReader, name: str) -> Self:
        return cls(
            *(session_array(arrays, f"{name}_{part}") for part in ("offsets", "items", "scores"))
        )

    def follow(self, items: Array, weights: Array, limit: int = 1000) -> Scored:
        """Return the best `limit` partners of items [k], their scores times the weights [k]."""
        starts = self.offsets.take(items)
        counts = np.minimum(self.offsets.take(items + 1) - starts, limit)
        entries = ranges(starts, counts)
        return self.items.take(entries), self.scores.take(entries) * weights.repeat(counts)


def strongest(scored: Scored, k: int) -> Scored:
    """Return the k best items, the entries of each item added up."""
    items = runs(scored[0])
    scores = np.bincount(items.number, scored[1].take(items.order), minlength=len(items))
    best = top(scores, k)
    return items.values.take(best), scores.take(best)


def second_hop(table: Table, scored: Scored, *, through: int = 40, partners: int = 20) -> Scored:
    """Return the partners of the best partners, which need not share a session with the item."""
    return table.follow(*strongest(scored, through), partners)
