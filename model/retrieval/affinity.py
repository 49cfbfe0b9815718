"""The weight of an interaction, and the affinity of a person for groups that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.kinds import KINDS


@dataclass(frozen=True)
class InteractionWeights:
    """The weight and the half-life in days of each kind, as the model's manifest keeps them."""

    weights: Mapping[str, float]
    half_life_days: Mapping[str, float]

    def decayed(self, kinds: NDArray[np.intp], ages: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return decayed weights [k] of kinds [k], places in `KINDS`, by their ages [k] in days.

        −1 is an unknown kind and has the weight 0; a negative age counts as 0.
        """
        weights, half_lives = self._columns
        decay: NDArray[np.float64] = 0.5 ** (np.maximum(ages, 0.0) / half_lives[kinds])
        return weights[kinds] * decay

    @cached_property
    def _columns(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weights = [self.weights.get(kind, 0.0) for kind in KINDS]
        half_lives = [self.half_life_days.get(kind, 1.0) for kind in KINDS]
        return np.array([*weights, 0.0]), np.array([*half_lives, 1.0])


@dataclass(frozen=True)
class Affinity:
    """Groups int32 [k] that a person prefers, and `values` float32 [k] = 1 + log1p(Σ weights)."""

    groups: NDArray[np.int32]
    values: NDArray[np.float32]
