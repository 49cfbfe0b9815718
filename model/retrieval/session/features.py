"""What the ranker knows of a candidate: one row a candidate, one column a name in `FEATURES`."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.tree_ensemble import table
from model.retrieval.session.arrays import Array, Arrays, plain
from model.retrieval.session.candidates import SOURCES, Pool

STATISTICS = ("count", "lately", "newly", "trend", "repeats", "age", "silence", "ends")
"""Columns of the array `statistics`, computed by `model.training.session.statistics`."""

SEEN = ("seen_last", "seen_first", "seen_before_last", "times_seen", "followed_last")
SESSION = ("length", "distinct", "novelty", "revisits", "stays", "last_count", "last_repeats")
FEATURES = (
    *(f"{source}_share" for source in SOURCES),
    *(f"{source}_rank" for source in SOURCES),
    "fused",
    "cosine_score",
    "next_score",
    "around_score",
    "best_cosine",
    *SEEN,
    "near_last",
    "near_session",
    "near_any",
    *STATISTICS,
    *SESSION,
)

NEVER = 99.0
LOOK_BACK = 40
NEAR = 10


@dataclass(frozen=True)
class ItemFacts:
    """What is known of each item apart from any session."""

    statistics: Array  # (items, len(STATISTICS)) float32
    factors: Array  # (items, factors) float32, length 1 or 0

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        return cls(plain(arrays, "statistics"), plain(arrays, "factors"))


def features(facts: ItemFacts, prefix: Array, pool: Pool) -> Array:
    """(candidates, features) float32, which is what the trees learned from."""
    columns: list[Array | float] = [
        *_agreement(pool),
        *_seen(prefix, pool.items),
        *_nearness(facts.factors, prefix, pool.items),
        *facts.statistics[pool.items].T,
        *_session(facts.statistics, prefix),
    ]
    return table(columns, len(pool.items))


def _agreement(pool: Pool) -> list[Array | float]:
    highest = pool.scores.max(axis=1, keepdims=True)
    shares = pool.scores / np.maximum(highest, 1e-9)
    cosine, following, around = (list(SOURCES).index(name) for name in ("cosine", "next", "around"))
    return [
        *shares,
        *np.log1p(pool.ranks),
        pool.fused,
        *pool.scores[[cosine, following, around]],
        highest[cosine, 0],
    ]


def _seen(prefix: Array, items: Array) -> list[Array]:
    """Where in the session the candidate stood already; people go back to what they saw."""
    newest = prefix[::-1][:LOOK_BACK]
    same = items[:, None] == newest
    times = same.sum(axis=1)
    last = np.where(times > 0, same.argmax(axis=1), NEVER)
    first = np.where(times > 0, len(newest) - 1 - same[:, ::-1].argmax(axis=1), NEVER)
    again = same & (np.cumsum(same, axis=1) == 2)
    before_last = np.where(times > 1, again.argmax(axis=1), NEVER)
    followed = (same[:, :-1] & (newest[1:] == newest[0])).sum(axis=1)
    return [last, first, before_last, times, followed]


def _nearness(factors: Array, prefix: Array, items: Array) -> list[Array]:
    """Cosines to the last item, to the session as a whole, to the nearest of its items."""
    newest = prefix[::-1][:NEAR]
    near = factors[items] @ factors[newest].T
    weights = np.exp(-np.arange(len(newest)) / 3.0)
    return [near[:, 0], near @ (weights / weights.sum()), near.max(axis=1)]


def _session(statistics: Array, prefix: Array) -> list[float]:
    length, distinct = len(prefix), len(np.unique(prefix))
    last = statistics[prefix[-1]]
    return [
        length,
        distinct,
        distinct / length,
        float(prefix[-1] in prefix[:-1]),
        float(length > 1 and prefix[-1] == prefix[-2]),
        last[STATISTICS.index("count")],
        last[STATISTICS.index("repeats")],
    ]
