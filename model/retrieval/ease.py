"""Embarrassingly shallow autoencoder: each group predicted from all others a person prefers.

Steck: Embarrassingly Shallow Autoencoders for Sparse Data (2019).
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.retrieval.affinity import Affinity
from model.retrieval.candidates import Candidates
from model.retrieval.scoring_context import ScoringContext


class Ease:
    """Knows the groups that most people met: `groups` int32 [m], rising, `weights` float32 [m, m].

    Unlike ALS it separates near neighbours, which have almost the same vector there; unlike
    item-to-item, a group that explains another one away lowers its score.
    """

    id = "ease"

    def __init__(self, model: Artifact) -> None:
        self._groups = np.asarray(model["ease/groups"])
        self._weights = np.asarray(model["ease/weights"])

    @classmethod
    def from_model(cls, model: Artifact) -> Self | None:
        """Return that of a model; None if the model has none."""
        return cls(model) if "ease/weights" in model else None

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the groups with the highest predicted values for the person."""
        scores = context.history.once(self, lambda: self._predicted(context.history.affinity))
        if not len(scores):
            return Candidates.empty()
        return Candidates.from_highest(scores * context.allowed.take(self._groups), self._groups)

    def _predicted(self, affinity: Affinity) -> NDArray[np.float32]:
        """Return the predicted values of all groups [m]; [0] for a person who met none of them."""
        at = np.minimum(self._groups.searchsorted(affinity.groups), len(self._groups) - 1)
        (known,) = (self._groups.take(at) == affinity.groups).nonzero()
        if not len(known):
            return np.zeros(0, np.float32)
        rows = self._weights.take(at.take(known), axis=0)
        scores: NDArray[np.float32] = affinity.values.take(known) @ rows
        return scores
