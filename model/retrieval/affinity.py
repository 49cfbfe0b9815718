"""What a kind of interaction is worth, and what a person's likings amount to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.query import History
from model.settings import KINDS


@dataclass(frozen=True)
class Weighting:
    """What a kind is worth and how fast that fades, as kept in the model's manifest."""

    weights: Mapping[str, float]
    half_life_days: Mapping[str, float]

    def of(self, kinds: NDArray[np.intp], ages: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the decayed weights of kinds, as places in `KINDS`, by their age in days.

        −1 is an unknown kind and weighs nothing; what lies ahead has not faded.
        """
        weights, half_lives = self._columns
        faded: NDArray[np.float64] = 0.5 ** (np.maximum(ages, 0.0) / half_lives[kinds])
        return weights[kinds] * faded

    @cached_property
    def _columns(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weights = [self.weights.get(kind, 0.0) for kind in KINDS]
        half_lives = [self.half_life_days.get(kind, 1.0) for kind in KINDS]
        return np.array([*weights, 0.0]), np.array([*half_lives, 1.0])


@dataclass(frozen=True)
class Taste:
    """Groups int32 [k] a person cares for and `values` float32 [k] = 1 + log1p(Σ weights)."""

    groups: NDArray[np.int32]
    values: NDArray[np.float32]


def last_bought(history: History) -> tuple[str, ...]:
    """Return the items of the newest order, as far as the history tells."""
    bought = [each for each in history.interactions if each.kind == "purchase"]
    at = max((each.at for each in bought), default=0)
    if bought:
        return tuple(dict.fromkeys(each.item_id for each in bought if each.at == at))
    day = max((each.last_day for each in history.purchased), default=0)
    return tuple(each.item_id for each in history.purchased if each.last_day == day)
