"""Reciprocal rank fusion: what stands high in many lists (Cormack, Clarke, Büttcher 2009)."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

UNRANKED = 1000.0
"""The rank of what a source is silent on."""
PLACES = 24
"""Bits for the place among all scores; those of a score below it, and its row, fill 64."""


def ranks(scores: Array) -> Array:
    """Rank each row of scores float32 [sources, n], the best 0; of equals the lower place first.

    What is not above 0 is `UNRANKED`. All rows are sorted at once, and only what is ranked: row,
    bits of the score, which rise as it does, and place are one number (see `model.arrays.sorting`).
    """
    flat = np.ascontiguousarray(scores, np.float32).ravel()
    at = np.flatnonzero(flat > 0)
    row = at // max(scores.shape[1], 1)
    bits = 0x7FFFFFFF - flat[at].view(np.int32).astype(np.int64)
    packed = (((row << 31) | bits) << PLACES) | np.arange(len(at))
    packed.sort()
    found = np.full(len(flat), UNRANKED, np.float32)
    start = np.searchsorted(row, np.arange(len(scores)))
    found[at[packed & ((1 << PLACES) - 1)]] = np.arange(len(at)) - start[row]
    return found.reshape(scores.shape)


def fused(ranks: Array, weights: Iterable[float], damping: float) -> Array:
    """Return Σ weight ÷ (damping + rank) over the rows of ranks [sources, n]."""
    return np.asarray(np.array([*weights]) @ (1.0 / (damping + ranks)))
