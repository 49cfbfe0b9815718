"""The features of a candidate: one row a candidate, one column a name in `FEATURES`."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.tree_ensemble import feature_table
from model.retrieval.session.arrays import session_array
from model.retrieval.session.candidates import SOURCES, SessionCandidates

STATISTICS = ("count", "recent", "newest", "trend", "repeats", "age", "pause", "ends")
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

_COSINE, _NEXT, _AROUND = (list(SOURCES).index(name) for name in ("cosine", "next", "around"))
_SHOWN = [_COSINE, _NEXT, _AROUND]
_COUNT, _REPEATS = map(STATISTICS.index, ("count", "repeats"))

NEVER = 99.0
LOOK_BACK = 40
NEAR = 10
_FADING = np.exp(-np.arange(NEAR) / 3.0)


@dataclass(frozen=True)
class ItemFacts:
    """What is known of each item apart from any session."""

    statistics: Array  # (items, len(STATISTICS)) float32
    factors: Array  # (items, factors) float32, length 1 or 0

    @classmethod
    def from_arrays(cls, arrays: ArrayReader) -> Self:
        return cls(session_array(arrays, "statistics"), session_array(arrays, "factors"))


def features(facts: ItemFacts, prefix: Array, chosen: SessionCandidates) -> Array:
    """Return float32 [candidates, features] for a session [events], as the trees learned it."""
    columns: list[Array | float] = [
        *_agreement(chosen),
        _seen(prefix, chosen.items),
        *_nearness(facts.factors, prefix, chosen.items),
        facts.statistics.take(chosen.items, axis=0).T,
        _session(facts.statistics, prefix),
    ]
    return feature_table(columns, len(chosen.items))


def _agreement(chosen: SessionCandidates) -> list[Array | float]:
    highest = np.maximum.reduce(chosen.scores, axis=1, keepdims=True)
    shares = chosen.scores / np.maximum(highest, 1e-9)
    return [
        shares,
        np.log1p(chosen.ranks),
        chosen.fused,
        chosen.scores.take(_SHOWN, axis=0),
        highest[_COSINE, 0],
    ]


def _seen(prefix: Array, items: Array) -> Array:
    """Return the columns `SEEN` [5, k] of items [k]; people go back to items."""
    newest = prefix[::-1][:LOOK_BACK].tolist()
    seen: dict[int, list[float]] = {}
    for at, item in enumerate(newest):
        known = seen.setdefault(item, [at, at, NEVER, 0, 0])
        known[1], known[3] = at, known[3] + 1
        if known[3] == 2:
            known[2] = at
        known[4] += newest[at + 1 : at + 2] == newest[:1]
    found = np.zeros((len(SEEN), len(items)))
    found[:3] = NEVER
    places, which = (items[:, None] == np.fromiter(seen, items.dtype, len(seen))).nonzero()
    found[:, places] = np.array([*seen.values()]).take(which, axis=0).T
    return found


def _nearness(factors: Array, prefix: Array, items: Array) -> list[Array]:
    """Return cosines [k] to the last item, to the whole session, and to its nearest item."""
    newest = prefix[::-1][:NEAR]
    near = factors.take(items, axis=0) @ factors.take(newest, axis=0).T
    weights = _FADING[: len(newest)]
    return [near[:, 0], near @ (weights / weights.sum()), near.max(axis=1)]


def _session(statistics: Array, prefix: Array) -> Array:
    """Return the columns `SESSION` [7, 1], which are the same of all items."""
    length, distinct = len(prefix), len(set(prefix.tolist()))
    *before, newest = prefix.tolist()
    last = statistics[newest]
    return np.array(
        [
            [length],
            [distinct],
            [distinct / length],
            [newest in before],
            [before[-1:] == [newest]],
            [last[_COUNT]],
            [last[_REPEATS]],
        ]
    )
