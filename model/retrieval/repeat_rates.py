"""How much a purchase counts as a wish to buy the same again, as learned of each category."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact

FULL = 0.1
"""From this rate on a purchase counts whole in the weighted sum; below it, in proportion."""
ONE_TIME = 0.02
"""Below this rate a group that the person has bought is not offered again."""


class RepeatRates:
    """`rates` float32 [groups] are those of `model.training.repeat_rates`.

    A group that the model does not know counts whole, as every group does without a model.
    """

    def __init__(self, rates: NDArray[Any]) -> None:
        self._rates: NDArray[np.float32] = np.append(rates, np.float32(1.0))

    @classmethod
    def open(cls, model: Artifact | None) -> Self:
        """Return the rates of a model."""
        return cls(np.asarray(model["repeat_rate"]) if model else np.zeros(0, np.float32))

    def factors(self, groups: NDArray[Any]) -> NDArray[np.float32]:
        """Return the factor 0..1 of a purchase of each of groups [k]."""
        factors: NDArray[np.float32] = np.minimum(self._of(groups) / np.float32(FULL), 1)
        return factors

    def one_time(self, groups: NDArray[Any]) -> NDArray[np.bool_]:
        """Return whether each of groups [k] is of a category that people buy once."""
        return self._of(groups) < ONE_TIME

    def _of(self, groups: NDArray[Any]) -> NDArray[np.float32]:
        return np.asarray(self._rates[np.minimum(groups, len(self._rates) - 1)], np.float32)
