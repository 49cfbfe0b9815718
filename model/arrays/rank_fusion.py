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
    above = flat > 0
    (at,) = above.nonzero()
    counts = np.add.reduce(above.reshape(scores.shape), axis=1, dtype=np.intp)
    packed = (np.arange(len(scores)) << 31).repeat(counts)
    packed += 0x7FFFFFFF
    packed -= flat.take(at).view(np.int32)
    packed <<= PLACES
    packed |= np.arange(len(at))
    packed.sort()
    packed &= (1 << PLACES) - 1
    found = np.empty(len(flat), np.float32)
    found.fill(UNRANKED)
    found[at.take(packed)] = np.arange(len(at)) - (counts.cumsum() - counts).repeat(counts)
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
    found = ranks(scores)
    fused = np.asarray(np.array([*weights]) @ (1.0 / (damping + found)))
    return Fusion(falling(fused)[:size], found, fused)
