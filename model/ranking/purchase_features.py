"""What a person's own past says of each group: how often, how long ago, how regularly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct
from model.durations import DAY_MS
from model.query import FADING_DAYS, LOOKED_AT
from model.retrieval.candidates import Request
from model.settings import KINDS

Array = NDArray[Any]

NEVER = 999.0
LOOKED = np.array([*(kind in LOOKED_AT for kind in KINDS), False])
REGRETTED = np.array([*(kind in ("remove", "return") for kind in KINDS), False])
"""By place in `KINDS`; the last is any other kind."""


@dataclass(frozen=True)
class Bought:
    """Columns over distinct groups, rising; ages in days before the question was asked.

    `left` is the count with each order worth half after `FADING_DAYS`; Hu, He, Gao, Zhang:
    Modeling Personalized Item Frequency Information for Next-basket Recommendation (2020).
    """

    groups: Array
    count: Array
    left: Array
    last: Array
    first: Array


def bought(request: Request) -> Bought:
    """Gather the orders of a history by group."""
    mentions, now = request.mentions, request.query.now / DAY_MS
    owner = mentions.groups[mentions.bought]
    known = np.flatnonzero(owner >= 0)
    groups, where, _ = distinct(owner[known])
    last = np.maximum(now - mentions.day, 0.0)
    left = np.maximum(mentions.count - mentions.faded, 0.0) * 0.5 ** (last / FADING_DAYS)
    newest, oldest = np.full(len(groups), NEVER), np.zeros(len(groups))
    np.minimum.at(newest, where, last[known])
    np.maximum.at(oldest, where, (last + mentions.span)[known])

    def summed(column: Array) -> Array:
        return np.bincount(where, column[known], len(groups))

    return Bought(groups, summed(mentions.count), summed(left), newest, oldest)


def browsed(request: Request, groups: Array) -> tuple[Array, Array, Array]:
    """Return for each of `groups`: days since it was looked at, times, and times regretted."""
    mentions = request.mentions
    ages = request.query.now / DAY_MS - mentions.at
    looked, regretted = LOOKED[mentions.kind], REGRETTED[mentions.kind]
    same = groups[:, None] == mentions.groups[mentions.seen]
    times = (same & looked).sum(axis=1)
    last = np.where(same & looked, ages, NEVER).min(axis=1, initial=NEVER)
    return last, times, (same & regretted).sum(axis=1)
