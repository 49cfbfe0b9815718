"""The person's own history with each group: how often, how long ago, how regularly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.durations import DAY_MS
from model.kinds import KINDS
from model.query import INTEREST_KINDS, PURCHASE_HALF_LIFE_DAYS
from model.retrieval.negative_feedback import NEGATIVE_KINDS
from model.retrieval.scoring_context import ScoringContext

Array = NDArray[Any]

NEVER = 999.0
INTEREST = np.array([*(kind in INTEREST_KINDS for kind in KINDS), False])
NEGATIVE = np.array([*(kind in NEGATIVE_KINDS for kind in KINDS), False])
"""By place in `KINDS`; the last is any other kind."""


@dataclass(frozen=True)
class GroupPurchases:
    """Columns over distinct groups, rising; ages in days before the request.

    `decayed` is the count of orders with a half-life of `PURCHASE_HALF_LIFE_DAYS` (Hu, He, Gao,
    Zhang: Modeling Personalized Item Frequency Information for Next-basket ScoredItem, 2020).
    """

    groups: Array
    count: Array
    decayed: Array
    last: Array
    first: Array

    @property
    def columns(self) -> tuple[Array, Array, Array, Array]:
        """All but the groups."""
        return self.count, self.decayed, self.last, self.first


def group_purchases(context: ScoringContext) -> GroupPurchases:
    """Return the orders of a history by group."""
    history, now = context.history, context.query.now / DAY_MS
    known, groups, where = history.bought_groups
    last = np.maximum(now - history.day, 0.0)
    decay = 0.5 ** (last / PURCHASE_HALF_LIFE_DAYS)
    decayed = np.maximum(history.count - history.faded, 0.0) * decay
    newest, oldest = np.empty(len(groups)), np.zeros(len(groups))
    newest.fill(NEVER)
    np.minimum.at(newest, where, last.take(known))
    np.maximum.at(oldest, where, (last + history.span).take(known))

    def summed(column: Array) -> Array:
        return np.bincount(where, column.take(known), len(groups))

    return GroupPurchases(groups, summed(history.count), summed(decayed), newest, oldest)


def interest_and_rejection(context: ScoringContext, groups: Array) -> tuple[Array, Array]:
    """Return for each of groups [p], rising: days since the last view, views, negative feedback."""
    history, size = context.history, len(groups)
    last, times = np.empty(size), np.zeros((2, size))
    last.fill(NEVER)
    seen = history.groups.take(history.seen)
    at = np.minimum(groups.searchsorted(seen), size - 1)
    (met,) = (groups.take(at) == seen).nonzero()
    if len(met):
        at, kinds = at.take(met), history.kind.take(met)
        interest = INTEREST[kinds]
        times[0] = np.bincount(at[interest], minlength=size)
        times[1] = np.bincount(at[NEGATIVE[kinds]], minlength=size)
        ages = context.query.now / DAY_MS - history.at[met][interest]
        np.minimum.at(last, at[interest], ages)
    return last, times
