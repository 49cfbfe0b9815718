"""Implicit-feedback matrix factorisation, with the person's vector made at request time.

Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets (2008), equation 4.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.retrieval.candidates import LIMIT, Candidates, Request, best
from model.retrieval.exact_top_k import LongestFirst
from model.retrieval.inverted_file import Cells

TINY = np.finfo(np.float32).tiny
"""Stands for the length of a vector that is zero: nothing was learned, nothing is similar."""

FEW, FEW_OF_MANY = 1 / 8, 1 / 16
"""Where a smaller share of the groups is allowed, it costs least to look at just those; the second
one where there are cells."""


class Als:
    """Scores every group by the dot product of its vector and the person's."""

    name = "als"
    reason = "recommended_for_you"

    def __init__(self, model: Artifact) -> None:
        self._factors = np.asarray(model["als/item_factors"])
        self._norms = np.asarray(model["als/item_norms"])
        self._cells = Cells.of(model, self._factors)
        self._longest = LongestFirst(self._factors, self._norms) if self._cells is None else None
        self._alpha = float(model.manifest["settings"]["alpha"])
        penalty = float(model.manifest["als"]["regularization"])
        self._ridge = np.asarray(model["als/gram"]) + penalty * np.eye(self._factors.shape[1])

    def fold_in(
        self, groups: NDArray[np.int32], values: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the vector float32 [factors] of somebody with these values on these groups.

        The exact least-squares solution against fixed item vectors, so that a new or changed
        person needs no training; what implicit calls `recalculate_user`.
        """
        known = groups < len(self._factors)
        rows = self._factors[groups[known]]
        confidence = np.float32(self._alpha) * values[known]
        left = self._ridge + (rows.T * (confidence - 1.0)) @ rows
        solved: NDArray[np.float32] = np.linalg.solve(left, rows.T @ confidence).astype(np.float32)
        return solved

    def score(self, request: Request) -> Candidates:
        """Return the groups nearest to the person's taste; none for somebody unknown."""
        taste = request.mentions.taste
        if not np.any(taste.groups < len(self._factors)):
            return Candidates.none()
        vector = self.fold_in(taste.groups, taste.values)
        allowed = request.allowed[: len(self._factors)]
        if self._longest is not None and np.count_nonzero(allowed) >= FEW * len(allowed):
            return best(*self._longest.scores(vector, allowed, LIMIT))
        return self._best(vector, allowed)

    def similar(self, group: int, request: Request) -> Candidates:
        """Return the other groups whose vectors point the same way (cosine) as a group's."""
        if not 0 <= group < len(self._factors) or not self._norms[group] > 0:
            return Candidates.none()
        others = request.allowed[: len(self._factors)].copy()
        others[group] = False
        return self._best(self._factors[group] / self._norms[group], others, self._norms)

    def _best(
        self,
        vector: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        norms: NDArray[np.float32] | None = None,
    ) -> Candidates:
        """Return the allowed groups with the highest dot products, divided by `norms` if given."""
        scores, groups = self._dots(vector, allowed, cosine=norms is not None)
        if norms is not None:
            scores /= np.maximum(norms if groups is None else norms[groups], TINY)
        return best(scores, groups)

    def _dots(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_], *, cosine: bool
    ) -> tuple[NDArray[np.float32], NDArray[Any] | None]:
        """Return dot products, 0 of what is not allowed, and of which groups; None for all."""
        share = np.count_nonzero(allowed) / len(allowed)
        if share < (FEW if self._cells is None else FEW_OF_MANY):
            groups = np.flatnonzero(allowed)
            return self._factors[groups] @ vector, groups
        if self._cells is not None:
            found = self._cells.dots(vector, allowed, cosine=cosine)
            if found is not None:
                return found
        return (self._factors @ vector) * allowed, None
