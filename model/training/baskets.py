"""What a person bought on one day, and what they viewed in one session: read once for all fits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.dataset.interactions import Interactions
from model.dataset.packed import order
from model.durations import DAY_MS, MINUTE_MS
from model.settings import TrainingSettings

Array = NDArray[Any]


@dataclass(frozen=True)
class Baskets:
    """Columns of the same length: number of the basket, rising, group in it, and when (ms)."""

    basket: Array
    group: Array
    at: Array

    def until(self, at: int, groups: int) -> csr_matrix:
        """Return ones, float32 baskets × groups, of what was there at a time."""
        then = self.at <= at
        size = int(self.basket[-1]) + 1 if len(self.basket) else 0
        group, each = self.group[then], np.bincount(self.basket[then], minlength=size)
        offsets = np.concatenate([[0], np.cumsum(each)]).astype(np.int32)
        matrix = csr_matrix((np.ones(len(group), np.float32), group, offsets), (size, groups))
        matrix.sum_duplicates()
        matrix.data[:] = 1.0  # the same group twice in one basket is one
        return matrix


@dataclass(frozen=True)
class Together:
    """What went together, by the two ways that it can."""

    bought: Baskets
    viewed: Baskets


def of(done: Interactions, settings: TrainingSettings) -> Together:
    """Return what went together: baskets end with the day (UTC), sessions with a silence."""
    gap = int(settings.session_gap_minutes * MINUTE_MS)
    person, at, group = _in_time(done.of("purchase"))
    bought = Baskets(_numbers(person, np.diff(at // DAY_MS) != 0), group, at)
    person, at, group = _in_time(done.of("view", "click"))
    return Together(bought, Baskets(_numbers(person, np.diff(at) > gap), group, at))


def _in_time(done: Interactions) -> tuple[Array, Array, Array]:
    rows = order(done.person, done.at - done.at.min(initial=0))
    return done.person[rows], done.at[rows], done.group[rows]


def _numbers(person: Array, pause: Array) -> Array:
    """Number what stands in order, going on where another person or a pause comes."""
    begins = np.ones(len(person), bool)
    begins[1:] = (np.diff(person) != 0) | pause
    return (np.cumsum(begins) - 1).astype(np.int32)
