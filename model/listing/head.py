"""The first choices of a chain, worth putting in another order."""

from collections.abc import Iterator
from math import log2

import numpy as np
from numpy.typing import NDArray

from model.voices import Choice


class Head:
    """Choices of distinct groups, as `shown` tells groups apart, with scores that do not rise."""

    def __init__(self, shown: NDArray[np.int32]) -> None:
        self._shown = shown
        self._seen: set[int] = set()
        self.choices: list[Choice] = []

    def __len__(self) -> int:
        return len(self.choices)

    def take(self, choices: Iterator[Choice], size: int) -> None:
        """Take choices until there are `size`; what is left of the iterator stays in it."""
        while len(self) < size:
            choice = next(choices, None)
            if choice is None:
                return
            shown = int(self._shown[choice[0]])
            if shown not in self._seen:
                self._seen.add(shown)
                self.choices.append(choice)

    @property
    def floor(self) -> float:
        """The last one's score; 1 before there is any."""
        return self.choices[-1][1] if self.choices else 1.0

    @property
    def groups(self) -> NDArray[np.int64]:
        """The choices' groups [k]."""
        return np.array([choice[0] for choice in self.choices], np.int64)

    @property
    def scores(self) -> NDArray[np.float64]:
        """The choices' scores [k]."""
        return np.array([choice[1] for choice in self.choices], np.float64)


def without_cause(found: Iterator[tuple[int, str]], score: float) -> Iterator[Choice]:
    """Give what stands on no item one score."""
    for group, reason in found:
        yield group, score, reason, None


def discounted(found: Iterator[tuple[int, str]], highest: float) -> Iterator[Choice]:
    """Give what has nothing but its rank a score: as DCG does, the k-th 1 ÷ log2(k + 1)."""
    for place, (group, reason) in enumerate(found, start=1):
        yield group, highest / log2(place + 1), reason, None
