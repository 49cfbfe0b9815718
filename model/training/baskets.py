"""Baskets, purchases of one day, and sessions of views: computed once for all fits."""

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
        """Return ones, float32 [baskets, groups], of the interactions up to a time in ms."""
        then = self.at <= at
        size = int(self.basket[-1]) + 1 if len(self.basket) else 0
        group, each = self.group[then], np.bincount(self.basket[then], minlength=size)
        offsets = np.concatenate([[0], np.cumsum(each)]).astype(np.int32)
        matrix = csr_matrix((np.ones(len(group), np.float32), group, offsets), (size, groups))
        matrix.sum_duplicates()
        matrix.data[:] = 1.0  # a group that comes twice in a basket counts once
        return matrix


@dataclass(frozen=True)
class BasketsAndSessions:
    """Groups bought on one day, and groups viewed in one session."""

    bought: Baskets
    viewed: Baskets


def from_interactions(done: Interactions, settings: TrainingSettings) -> BasketsAndSessions:
    """Return baskets, which end with the day (UTC), and sessions, which end with a pause."""
    gap = int(settings.session_gap_minutes * MINUTE_MS)
    person, at, group = _in_time(done.of_kinds("purchase"))
    bought = Baskets(_numbers(person, np.diff(at // DAY_MS) != 0), group, at)
    person, at, group = _in_time(done.of_kinds("view", "click"))
    return BasketsAndSessions(bought, Baskets(_numbers(person, np.diff(at) > gap), group, at))


def _in_time(done: Interactions) -> tuple[Array, Array, Array]:
    rows = order(done.person, done.at - done.at.min(initial=0))
    return done.person[rows], done.at[rows], done.group[rows]


def _numbers(person: Array, pause: Array) -> Array:
    """Return the number of each row [n] in order, the next one after another person or a pause."""
    begins = np.ones(len(person), bool)
    begins[1:] = (np.diff(person) != 0) | pause
    return (np.cumsum(begins) - 1).astype(np.int32)
