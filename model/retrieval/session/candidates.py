"""The pool: what each recommender proposes for a session, with its score and rank."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.rank_fusion import fused, ranks
from model.arrays.sorting import distinct, falling
from model.retrieval.session import neighbours
from model.retrieval.session.arrays import Array, Arrays, Scored, newest_first, plain
from model.retrieval.session.index import SessionIndex
from model.retrieval.session.transitions import Table, second_hop

SOURCES = {
    "cosine": 1.0,
    "vsknn": 1.0,
    "stan": 1.0,
    "next": 1.0,
    "forward": 1.0,
    "around": 1.0,
    "walk": 3.0,  # the only one that leaves the sessions that share an item with this one
    "similar": 1.0,
    "own": 1000.0,  # what was seen in the session is always in the pool
    "popular": 0.5,
}
"""Each recommender's weight in the choice of the pool; the ranker has its own opinion."""

POOL = 180
RANK_DAMPING = 40.0


@dataclass(frozen=True)
class Pool:
    """At most `POOL` items, the most agreed on first; one row a source in `scores` and `ranks`."""

    items: Array
    fused: Array
    scores: Array  # (sources, items)
    ranks: Array  # (sources, items), as `model.arrays.rank_fusion` has them


@dataclass(frozen=True)
class Recommenders:
    """Everything that proposes items, read from the arrays once."""

    index: SessionIndex
    next: Table
    forward: Table
    around: Table
    similar: Table
    popular: Array

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        tables = {name: Table.of(arrays, name) for name in ("next", "forward", "around", "similar")}
        return cls(index=SessionIndex.of(arrays), popular=plain(arrays, "popular"), **tables)

    def propose(self, prefix: Array) -> dict[str, Scored]:
        """One entry a source, in the order of `SOURCES`."""
        matches = neighbours.find(self.index, prefix)
        items, ages = newest_first(prefix, neighbours.QUERY_ITEMS)
        weights = np.exp(-ages / 2.0)
        around = self.around.follow(items, weights)
        return {
            "cosine": neighbours.cosine(self.index, matches),
            "vsknn": neighbours.near_match(self.index, matches, matches.vsknn, 3.0),
            "stan": neighbours.near_match(self.index, matches, matches.stan, 4.0),
            "next": self.next.follow(items[:1], weights[:1]),
            "forward": self.forward.follow(items, weights),
            "around": around,
            "walk": second_hop(self.around, around),
            "similar": self.similar.follow(items[:4], weights[:4]),
            "own": (prefix[::-1], 1.0 / (1.0 + np.arange(len(prefix)))),
            "popular": (self.popular, 1.0 / (1.0 + np.arange(len(self.popular)))),
        }


def pool(proposals: dict[str, Scored], size: int = POOL) -> Pool:
    """Choose the items that stand high in many lists."""
    items, scores = _add_up(list(proposals.values()))
    places = ranks(scores)
    worth = fused(places, (SOURCES[name] for name in proposals), RANK_DAMPING)
    best = falling(worth)[:size]
    return Pool(items[best], worth[best], scores[:, best], places[:, best])


def _add_up(proposals: list[Scored]) -> tuple[Array, Array]:
    """Every item proposed, and its score per source (sources, items)."""
    sizes = [len(items) for items, _ in proposals]
    items, inverse, _ = distinct(np.concatenate([items for items, _ in proposals]))
    cell = np.repeat(np.arange(len(proposals)), sizes) * len(items) + inverse
    weights = np.concatenate([weights for _, weights in proposals])
    scores = np.bincount(cell, weights, minlength=len(proposals) * len(items))
    return items, scores.reshape(len(proposals), len(items)).astype(np.float32)
