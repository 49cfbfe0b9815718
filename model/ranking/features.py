"""The features of a candidate: one row a candidate, one column a name (see `feature_names`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.arrays.tree_ensemble import feature_table
from model.durations import DAY_MS
from model.ranking.preselection import VALUE_SOURCE, Preselection
from model.ranking.purchase_features import (
    NEVER,
    GroupPurchases,
    group_purchases,
    interest_and_rejection,
)
from model.retrieval.scoring_context import ScoringContext

Array = NDArray[Any]

REPURCHASE_STATS = (
    *("buyers", "orders_7d", "orders_28d", "orders_84d", "repeat_buyer_share", "repeat_rate"),
    *("gap_days", "orders_per_buyer", "new_buyers_7d", "new_buyers_28d", "new_buyers_84d"),
)
"""Columns of the array `repurchase_stats` (`model.training.ranking.repurchase_stats`)."""
_GAP, _MONTH, _QUARTER = map(REPURCHASE_STATS.index, ("gap_days", "orders_28d", "orders_84d"))

PURCHASES = (
    *("purchase_count", "purchase_count_decayed", "days_since_purchase"),
    *("days_since_first_purchase", "purchase_gap_days", "purchase_due", "purchase_share"),
    *("purchase_share_decayed", "purchase_rank", "purchase_rank_decayed"),
)
INTERACTIONS = ("days_since_view", "view_count", "negative_feedback_count")
PERSON = (
    *("person_groups", "person_orders", "person_max_orders", "person_orders_decayed"),
    "days_inactive",
)
CATEGORY = ("category_share", "days_since_category_purchase")
COMMON = (*PURCHASES, *INTERACTIONS, *PERSON, *CATEGORY, *REPURCHASE_STATS, "orders_trend")
"""Features of a candidate whatever source returned it."""


def feature_names(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the columns, for the candidates of sources by their ids."""
    ids = tuple(sources)
    by_source = (*(f"{each}_score" for each in ids), *(f"{each}_rank" for each in ids))
    values = (f"{each}_value" for each in ids if each == VALUE_SOURCE)
    return (*by_source, *values, *COMMON)


_NOT_BOUGHT = np.array([[0], [0], [NEVER], [NEVER], [0], [0], [0], [0], [-1], [-1]])
"""`PURCHASES` of a group that the person has not bought."""


@dataclass(frozen=True)
class GroupFacts:
    """What is known of each group apart from any person; the last row is the unknown group."""

    repurchase_stats: Array  # float32 [groups + 1, len(REPURCHASE_STATS)]
    category: Array  # int32 [groups + 1], −1 unknown

    @classmethod
    def from_model(cls, model: Artifact) -> Self:
        stats, category = np.asarray(model["repurchase_stats"]), np.asarray(model["category"])
        unknown = np.zeros((1, stats.shape[1]), np.float32)
        return cls(np.concatenate([stats, unknown]), np.append(category, -1))

    @cached_property
    def categories(self) -> int:
        return int(self.category.max(initial=-1)) + 1

    def rows(self, groups: Array) -> Array:
        """Return the row of each of groups [k]; unknown groups have the last one."""
        return np.minimum(groups, len(self.category) - 1)


def features(facts: GroupFacts, context: ScoringContext, chosen: Preselection) -> Array:
    """Return float32 [candidates, features], the same in training and in service."""
    purchases = group_purchases(context)
    rows = facts.rows(chosen.groups)
    stats = facts.repurchase_stats.take(rows, axis=0).T
    usual_gap = stats[_GAP]
    columns: list[Array | float] = [
        chosen.scores,
        np.log1p(chosen.ranks),
        chosen.values,
        _purchases(purchases, chosen.groups, usual_gap),
        *interest_and_rejection(context, chosen.groups),
        _person(purchases, context),
        *_category(facts, purchases, rows),
        stats,
        _trend(stats),
    ]
    return feature_table(columns, len(chosen.groups))


def _purchases(purchases: GroupPurchases, groups: Array, usual_gap: Array) -> Array:
    """Return `PURCHASES` of groups [k], a row each: "due" is the days since the last order ÷ gap.

    The gap of a group that the person bought once or twice is partly that of all its buyers.
    """
    found = _NOT_BOUGHT.repeat(len(groups), axis=1)
    if not len(purchases.groups):
        return found
    at = np.minimum(purchases.groups.searchsorted(groups), len(purchases.groups) - 1)
    (mine,) = (purchases.groups.take(at) == groups).nonzero()
    at, own = at.take(mine), np.array(purchases.columns)
    count, decayed, last, first = values = own.take(at, axis=1)
    gap = (first - last + usual_gap.take(mine)) / np.maximum(count, 1.0)
    due = last / np.maximum(gap, 1.0)
    of_all = max(float(purchases.decayed.sum()), 1e-9)
    shares = (count / purchases.count.sum(), decayed / of_all)
    order = falling(own[:2])
    ranks = np.empty(order.shape)
    ranks[[[0], [1]], order] = np.arange(order.shape[1])
    found[:, mine] = [*values, gap, due, *shares, *ranks.take(at, axis=1)]
    return found


def _person(purchases: GroupPurchases, context: ScoringContext) -> Array:
    """Return the columns `PERSON` [5, 1], which are the same of all groups."""
    return np.array(
        [
            [len(purchases.groups)],
            [purchases.count.sum()],
            [purchases.count.max(initial=0.0)],
            [purchases.decayed.sum()],
            [context.query.now / DAY_MS - context.history.end],
        ]
    )


def _category(facts: GroupFacts, purchases: GroupPurchases, rows: Array) -> list[Array]:
    """Return the columns `CATEGORY` of rows [k]: the share of the person's orders, and their age.

    The age is in days.
    """
    mine = facts.category.take(facts.rows(purchases.groups))
    theirs = facts.category.take(rows)
    size = facts.categories + 1  # row −1, the last, is the unknown category
    decayed, last = np.bincount(mine % size, purchases.decayed, size), np.empty(size)
    last.fill(NEVER)
    np.minimum.at(last, mine, purchases.last)
    decayed[-1], last[-1] = 0.0, NEVER
    of_all = max(float(purchases.decayed.sum()), 1e-9)
    return [decayed.take(theirs) / of_all, last.take(theirs)]


def _trend(stats: Array) -> Array:
    month, quarter = stats[_MONTH], stats[_QUARTER]
    return np.asarray((month + 1.0) / (quarter / 3.0 + 1.0))
