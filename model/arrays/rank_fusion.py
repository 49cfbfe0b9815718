"""Reciprocal rank fusion: one score from the ranks in many lists (Cormack et al. 2009)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import falling

Array = NDArray[Any]

UNRANKED = 1000.0
"""The rank of a candidate that a source did not return."""
PLACES = 24
"""Bits of the place among all scores; row, score and place fill 64 bits."""


def ranks(scores: Array) -> Array:
    """Return the rank in each row of scores float32 [sources, n], the best 0; ties by place.

    A score that is not above 0 is `UNRANKED`. All rows are sorted at once: row, bits of the score,
    which rise as it does, and place are packed into one number (see `model.arrays.sorting`).
    """
    flat = np.ascontiguousarray(scores, np.float32).ravel()
    (at,) = (flat > 0).nonzero()
    row = at // max(scores.shape[1], 1)
    bits = 0x7FFFFFFF - flat.take(at).view(np.int32).astype(np.int64)
    packed = (((row << 31) | bits) << PLACES) | np.arange(len(at))
    packed.sort()
    found = np.full(len(flat), UNRANKED, np.float32)
    start = row.searchsorted(np.arange(len(scores)))
    found[at.take(packed & ((1 << PLACES) - 1))] = np.arange(len(at)) - start.take(row)
    return found.reshape(scores.shape)


@dataclass(frozen=True)
class Fusion:
    """The best of n candidates: their places `at` [k], best first, `ranks` and fused scores.

    `ranks` float32 [sources, n] and `scores` float64 [n] are of all candidates.
    """

    at: Array
    ranks: Array
    scores: Array


def fuse(scores: Array, weights: Iterable[float], *, damping: float, size: int) -> Fusion:
    """Return the `size` best by Σ weight ÷ (damping + rank), over scores float32 [sources, n]."""
    places = ranks(scores)
    fused = np.asarray(np.array([*weights]) @ (1.0 / (damping + places)))
    return Fusion(falling(fused)[:size], places, fused)
