"""Implicit-feedback matrix factorisation, with the person's vector computed at request time.

Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets (2008), equation 4.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.retrieval.candidates import LIMIT, Candidates
from model.retrieval.exact_top_k import ExactTopK
from model.retrieval.inverted_file import InvertedFile
from model.retrieval.scoring_context import ScoringContext

TINY = np.finfo(np.float32).tiny
"""The length that a zero vector counts as: nothing was learned of it, nothing is similar."""

FEW, FEW_WITH_CELLS = 1 / 8, 1 / 16
"""Below this share of allowed groups, only those are scored.

The second one with an inverted file.
"""


class Als:
    """Scores every group by the dot product of its vector and the person's."""

    id = "als"

    def __init__(self, model: Artifact, *, exact: bool = False) -> None:
        """Read a model; `exact` scores all vectors even if the model has an inverted file."""
        self._factors = np.asarray(model["als/item_factors"])
        self._norms = np.asarray(model["als/item_norms"])
        self._cells = None if exact else InvertedFile.from_model(model, self._factors)
        self._top_k = None if self._cells else ExactTopK(self._factors, self._norms)
        self._alpha = float(model.manifest["settings"]["alpha"])
        penalty = float(model.manifest["als"]["regularization"])
        self._ridge = np.asarray(model["als/gram"]) + penalty * np.eye(self._factors.shape[1])

    def fold_in(
        self, groups: NDArray[np.int32], values: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the vector float32 [factors] of a person with values [k] for groups [k].

        The exact least-squares solution against fixed item vectors, so that a new or changed
        person needs no training; implicit calls it `recalculate_user`.
        """
        if groups[-1] >= len(self._factors):  # they rise
            known = groups < len(self._factors)
            groups, values = groups[known], values[known]
        rows = self._factors.take(groups, axis=0)
        confidence = np.float32(self._alpha) * values
        left = self._ridge + (rows.T * (confidence - 1.0)) @ rows
        solved: NDArray[np.float32] = np.linalg.solve(left, rows.T @ confidence).astype(np.float32)
        return solved

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the groups with the highest dot products; none for a person without history."""
        affinity = context.history.affinity
        if not (affinity.groups < len(self._factors)).any():
            return Candidates.empty()
        vector = context.history.once(self, lambda: self.fold_in(affinity.groups, affinity.values))
        allowed = context.allowed[: len(self._factors)]
        if self._top_k is not None and np.count_nonzero(allowed) >= FEW * len(allowed):
            return Candidates.from_highest(*self._top_k.scores(vector, allowed, LIMIT))
        return self._best(vector, allowed)

    def similar(self, group: int, context: ScoringContext) -> Candidates:
        """Return the other groups whose vectors point the same way (cosine) as a group's."""
        if not 0 <= group < len(self._factors) or not self._norms[group] > 0:
            return Candidates.empty()
        others = context.allowed[: len(self._factors)].copy()
        others[group] = False
        return self._best(self._factors[group] / self._norms[group], others, self._norms)

    def _best(
        self,
        vector: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        norms: NDArray[np.float32] | None = None,
    ) -> Candidates:
        """Return the allowed groups with the highest dot products, over `norms` [n] if given."""
        scores, groups = self._dots(vector, allowed, cosine=norms is not None)
        if norms is not None:
            scores /= np.maximum(norms if groups is None else norms[groups], TINY)
        return Candidates.from_highest(scores, groups)

    def _dots(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_], *, cosine: bool
    ) -> tuple[NDArray[np.float32], NDArray[Any] | None]:
        """Return dot products [k], 0 where not allowed, and their groups [k].

        None for all groups.
        """
        share = np.count_nonzero(allowed) / len(allowed)
        if share < (FEW if self._cells is None else FEW_WITH_CELLS):
            groups = np.flatnonzero(allowed)
            return self._factors[groups] @ vector, groups
        if self._cells is not None:
            found = self._cells.dots(vector, allowed, cosine=cosine)
            if found is not None:
                return found
        return (self._factors @ vector) * allowed, None
