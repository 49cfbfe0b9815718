"""Count pairs of items that follow each other, near ones with a higher weight."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.arrays.artifact import Array
from model.training.session.index import offsets_of
from model.training.session.log import SessionLog


@dataclass(frozen=True)
class Pairs:
    """Distinct (left, right) pairs sorted by left, then right, with their weight."""

    left: Array
    right: Array
    weight: Array


def count_pairs(
    log: SessionLog, *, reach: int, decay: Callable[[int], float], both_ways: bool
) -> Pairs:
    """Return pairs at distances d ≤ `reach` in a session, the earlier left.

    Each adds `decay(d)`.
    """
    owner, found = log.owner, []
    for distance in range(1, min(reach, len(owner) - 1) + 1):
        start = np.flatnonzero(owner[distance:] == owner[:-distance])
        left, right = log.items[start], log.items[start + distance]
        found.append((left, right, np.full(len(left), decay(distance))))
        if both_ways:
            found.append((right, left, np.full(len(left), decay(distance))))
    if not found:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    left, right, weight = (np.concatenate(column) for column in zip(*found, strict=True))
    keys, inverse = np.unique(left.astype(np.int64) * log.n_items + right, return_inverse=True)
    return Pairs(keys // log.n_items, keys % log.n_items, np.bincount(inverse, weight))


def table_arrays(pairs: Pairs, n_items: int, partners: int) -> dict[str, Array]:
    """Return the arrays of `transitions.Table`: the best partners of each item, best first."""
    order = np.lexsort((pairs.right, -pairs.weight, pairs.left))
    left = pairs.left[order]
    kept = order[np.arange(len(left)) - offsets_of(left, n_items)[left] < partners]
    return {
        "offsets": offsets_of(pairs.left[kept], n_items),
        "items": pairs.right[kept].astype(np.int32),
        "scores": pairs.weight[kept].astype(np.float32),
    }
