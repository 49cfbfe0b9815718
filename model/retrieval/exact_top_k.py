"""The exact highest dot products, without reading all vectors.

No dot product is higher than the product of the lengths. So long vectors are read first, and the
ones too short for the best found by then are skipped (Teflioudi, Gemulla, Mykytiuk: LEMP, 2015,
section 3). Learned vectors have very different lengths; a fifth of them is read.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HEAD = 24
"""One vector in so many is read before the bound is computed."""
SLACK = 1.0 - 1e-4
"""A margin above the rounding of float32, so that no vector is missed."""


class ExactTopK:
    """A copy of `factors` float32 [n, factors] in falling order of their lengths `norms` [n]."""

    def __init__(self, factors: Floats, norms: Floats) -> None:
        self._rows = np.argsort(-norms, kind="stable")
        self._factors = factors[self._rows]
        self._rising = -norms[self._rows]

    def scores(
        self, vector: Floats, allowed: NDArray[np.bool_], k: int
    ) -> tuple[Floats, NDArray[np.intp]]:
        """Return dot products and their rows: the highest k of the allowed ones, and few others.

        `vector` float32 [factors], `allowed` bool [n]. The score of a row that is not allowed is 0;
        negative ones may be missing.
        """
        head = min(max(len(self._rows) // HEAD, k), len(self._rows))
        found: Floats = self._factors[:head] @ vector
        found *= allowed.take(self._rows[:head])
        least = max(float(_highest(found, k)), 0.0) if k <= head else 0.0
        bound = -least * SLACK / max(sqrt(vector @ vector), 1e-30)
        # of the same type, or all lengths would be copied to the wider one
        end = int(self._rising.searchsorted(np.float32(bound), side="right"))
        if end > head:
            found = np.concatenate([found, self._factors[head:end] @ vector])
        (kept,) = (found >= np.float32(least)).nonzero()
        rows, scores = self._rows.take(kept), found.take(kept)
        scores *= allowed.take(rows)
        return scores, rows


def _highest(scores: Floats, k: int) -> np.float32:
    """Return the k-th highest of scores [n], n ≥ k."""
    rising = scores.copy()
    rising.partition(-k)
    highest: np.float32 = rising[-k]
    return highest
