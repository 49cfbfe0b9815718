"""Each group foretold from all others a person cares for, by one matrix: a linear autoencoder.

Steck: Embarrassingly Shallow Autoencoders for Sparse Data (2019).
"""

from typing import Self

import numpy as np

from model.arrays.artifact import Artifact
from model.retrieval.candidates import Candidates, Request, best


class Linear:
    """Knows the groups that most people met: `groups` int32 [m], rising, `weights` float32 [m, m].

    Unlike ALS it tells near neighbours apart, which have almost the same vector there; unlike
    item-to-item a group that explains another away takes from it.
    """

    name = "linear"
    reason = "recommended_for_you"

    def __init__(self, model: Artifact) -> None:
        self._groups = np.asarray(model["linear/groups"])
        self._weights = np.asarray(model["linear/weights"])

    @classmethod
    def of(cls, model: Artifact) -> Self | None:
        """Return that of a model; None if it was trained before there was one."""
        return cls(model) if "linear/weights" in model else None

    def score(self, request: Request) -> Candidates:
        """Return the groups that the person's taste speaks for most."""
        taste = request.mentions.taste
        at = np.minimum(np.searchsorted(self._groups, taste.groups), len(self._groups) - 1)
        known = self._groups[at] == taste.groups
        if not known.any():
            return Candidates.none()
        scores = taste.values[known] @ self._weights[at[known]]
        return best(scores * request.allowed[self._groups], self._groups)
