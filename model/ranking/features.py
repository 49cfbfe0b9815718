"""What the trees know of a candidate: one row a candidate, one column a name (see `named`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.arrays.tree_ensemble import table
from model.durations import DAY_MS
from model.ranking.preselection import FORETELLING, SOURCES, Pool
from model.ranking.purchase_features import NEVER, Bought, bought, browsed
from model.retrieval.candidates import Request

Array = NDArray[Any]

RHYTHM = (
    *("buyers", "week", "month", "quarter", "loyal", "again", "gap", "per_buyer"),
    *("won_week", "won_month", "won_quarter"),
)
"""Columns of the array `rhythm`, computed by `model.training.ranking.repurchase_stats`."""

PAST = ("count", "left", "last", "first", "gap", "due", "share", "left_share", "rank", "left_rank")
BROWSED = ("looked", "looks", "regrets")
PERSON = ("groups", "orders", "most", "all_left", "silence")
CATEGORY = ("category_share", "category_last")
KNOWN = (
    *(f"past_{name}" for name in PAST),
    *BROWSED,
    *(f"person_{name}" for name in PERSON),
    *CATEGORY,
    *(f"sold_{name}" for name in RHYTHM),
    "sold_trend",
)
"""What is known of a candidate whoever named it."""


def named(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the columns, for the candidates of some sources."""
    heard = tuple(sources)
    said = (*(f"{each}_score" for each in heard), *(f"{each}_rank" for each in heard))
    return (*said, *(f"{each}_value" for each in heard if each == FORETELLING), *KNOWN)


FEATURES = named(SOURCES)
"""Of the personal ranker."""


@dataclass(frozen=True)
class GroupFacts:
    """What is known of each group apart from any person; the last row is the unknown group."""

    rhythm: Array  # float32 [groups + 1, len(RHYTHM)]
    category: Array  # int32 [groups + 1], −1 unknown

    @classmethod
    def of(cls, model: Artifact) -> Self:
        rhythm, category = np.asarray(model["rhythm"]), np.asarray(model["category"])
        unknown = np.zeros((1, rhythm.shape[1]), np.float32)
        return cls(np.concatenate([rhythm, unknown]), np.append(category, -1))

    @cached_property
    def categories(self) -> int:
        return int(self.category.max(initial=-1)) + 1

    def rows(self, groups: Array) -> Array:
        return np.minimum(groups, len(self.category) - 1)


def features(facts: GroupFacts, request: Request, pool: Pool) -> Array:
    """(candidates, features) float32, the same in training and in service."""
    past = bought(request)
    rhythm = facts.rhythm[facts.rows(pool.groups)].T
    columns: list[Array | float] = [
        *pool.scores,
        *np.log1p(pool.ranks),
        *pool.foretold,
        *_own(past, pool.groups, rhythm[RHYTHM.index("gap")]),
        *browsed(request, pool.groups),
        *_person(past, request),
        *_category(facts, past, pool.groups),
        *rhythm,
        _trend(rhythm),
    ]
    return table(columns, len(pool.groups))


def _own(past: Bought, groups: Array, usual: Array) -> Sequence[Array | float]:
    """The candidate's own rhythm: "due" is the days since the last order ÷ the usual gap.

    A group bought once or twice borrows its gap from all who bought it again.
    """
    if not len(past.groups):
        return (0, 0, NEVER, NEVER, 0, 0, 0, 0, -1, -1)
    at = np.minimum(np.searchsorted(past.groups, groups), len(past.groups) - 1)
    mine = past.groups[at] == groups
    count, left, last, first = (
        np.where(mine, column[at], other)
        for column, other in zip(
            (past.count, past.left, past.last, past.first), (0.0, 0.0, NEVER, NEVER), strict=True
        )
    )
    gap = np.where(mine, (first - last + usual) / np.maximum(count, 1.0), 0.0)
    due = np.where(mine, last / np.maximum(gap, 1.0), 0.0)
    ranks = (np.where(mine, _rank(column)[at], -1.0) for column in (past.count, past.left))
    shares = (count / past.count.sum(), left / max(float(past.left.sum()), 1e-9))
    return [count, left, last, first, gap, due, *shares, *ranks]


def _rank(column: Array) -> Array:
    ranks = np.empty(len(column))
    ranks[falling(column)] = np.arange(len(column))
    return ranks


def _person(past: Bought, request: Request) -> list[float]:
    return [
        len(past.groups),
        past.count.sum(),
        past.count.max(initial=0.0),
        past.left.sum(),
        request.query.now / DAY_MS - request.mentions.end,
    ]


def _category(facts: GroupFacts, past: Bought, groups: Array) -> list[Array]:
    """The share of what the person bought that is of the candidate's category, and its age."""
    mine, theirs = facts.category[facts.rows(past.groups)], facts.category[facts.rows(groups)]
    size = facts.categories + 1  # row −1, the last, is the unknown category
    left, last = np.bincount(mine % size, past.left, size), np.full(size, NEVER)
    np.minimum.at(last, mine, past.last)
    left[-1], last[-1] = 0.0, NEVER
    return [left[theirs] / max(float(past.left.sum()), 1e-9), last[theirs]]


def _trend(rhythm: Array) -> Array:
    month, quarter = (rhythm[RHYTHM.index(name)] for name in ("month", "quarter"))
    return np.asarray((month + 1.0) / (quarter / 3.0 + 1.0))
