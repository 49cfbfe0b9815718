"""Item-to-item tables: next items, items around, items with near vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.ragged import ranges
from model.arrays.sorting import runs, top
from model.retrieval.session.arrays import Scored, session_array

PARTNERS = 1000
"""Partners of an item that are read at most, the best."""


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

    def follow(self, items: Array, weights: Array, limit: int = PARTNERS) -> Scored:
        """Return the best `limit` partners of items [k], their scores times the weights [k]."""
        starts = self.offsets.take(items)
        counts = np.minimum(self.offsets.take(items + 1) - starts, limit)
        entries = ranges(starts, counts)
        return self.items.take(entries), self.scores.take(entries) * weights.repeat(counts)


def follow_each(tables: Sequence[tuple[Table, Array]], weights: Array) -> list[Scored]:
    """Return what `follow` returns of each table for its items [k] and the first k weights.

    The places of all partners are computed together, as each call of numpy costs.
    """
    starts = np.concatenate([table.offsets.take(items) for table, items in tables])
    ends = np.concatenate([table.offsets.take(items + 1) for table, items in tables])
    counts = np.minimum(ends - starts, PARTNERS)
    entries = ranges(starts, counts)
    weights = np.concatenate([weights[: len(items)] for _, items in tables]).repeat(counts)
    read = [0, *counts.cumsum().tolist()]
    found, at, start = [], 0, 0
    for table, items in tables:
        at += len(items)
        part = entries[start : read[at]]
        found.append((table.items.take(part), table.scores.take(part) * weights[start : read[at]]))
        start = read[at]
    return found


def strongest(scored: Scored, k: int) -> Scored:
    """Return the k best items, the entries of each item added up."""
    items = runs(scored[0])
    scores = np.bincount(items.number, scored[1].take(items.order), minlength=len(items))
    best = top(scores, k)
    return items.values.take(best), scores.take(best)


def second_hop(table: Table, scored: Scored, *, through: int = 40, partners: int = 20) -> Scored:
    """Return the partners of the best partners, which need not share a session with the item."""
    return table.follow(*strongest(scored, through), partners)
