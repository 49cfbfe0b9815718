"""The item-to-item tables that candidates are read from."""

import numpy as np

from model.arrays.artifact import Array
from model.training.session.log import SessionLog
from model.training.session.pairs import Pairs, count_pairs, table_arrays

PARTNERS = 100
DOUBT = 2.0
"""Pseudo-count of transitions: keeps the probabilities of rare items low."""


def next_table(log: SessionLog) -> dict[str, Array]:
    """Return P(next item | item), of direct steps."""
    pairs = count_pairs(log, reach=1, decay=lambda _: 1.0, both_ways=False)
    return table_arrays(_given_left(pairs, log.n_items, DOUBT), log.n_items, PARTNERS)


def forward_table(log: SessionLog) -> dict[str, Array]:
    """Return P(item soon after | item), a step of d counting 1/d."""
    pairs = count_pairs(log, reach=5, decay=lambda distance: 1 / distance, both_ways=False)
    return table_arrays(_given_left(pairs, log.n_items, 0.0), log.n_items, PARTNERS)


def around_table(log: SessionLog) -> dict[str, Array]:
    """Return the cosine of items near each other, in both orders, without the item itself."""
    pairs = count_pairs(log, reach=10, decay=lambda distance: 1 / distance, both_ways=True)
    other = pairs.left != pairs.right
    left, right, weight = pairs.left[other], pairs.right[other], pairs.weight[other]
    seen = np.sqrt(np.maximum(np.bincount(log.items, minlength=log.n_items), 1))
    cosine = weight / (seen[left] * seen[right])
    return table_arrays(Pairs(left, right, cosine), log.n_items, PARTNERS)


def _given_left(pairs: Pairs, n_items: int, doubt: float) -> Pairs:
    total = np.bincount(pairs.left, pairs.weight, minlength=n_items) + doubt
    return Pairs(pairs.left, pairs.right, pairs.weight / total[pairs.left])
