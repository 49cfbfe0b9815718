"""The candidates of a session, from several sources, with their scores and ranks."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.rank_fusion import fuse
from model.arrays.sorting import runs
from model.retrieval.session import neighbours
from model.retrieval.session.arrays import Scored, newest_first, session_array
from model.retrieval.session.index import SessionIndex
from model.retrieval.session.transitions import Table, follow_each, second_hop

SOURCES = {
    "cosine": 1.0,
    "vsknn": 1.0,
    "stan": 1.0,
    "next": 1.0,
    "forward": 1.0,
    "around": 1.0,
    "second_hop": 3.0,  # the only one beyond the sessions that share an item with this one
    "similar": 1.0,
    "revisited": 1000.0,  # items seen in the session are always candidates
    "popular": 0.5,
}
"""The weight of each source in the choice of the candidates; the trees learn their own."""

SIZE = 180
RANK_DAMPING = 40.0


@dataclass(frozen=True)
class SessionCandidates:
    """At most `SIZE` items, those with the best ranks first; a row a source in the last two."""

    items: Array
    fused: Array
    scores: Array  # (sources, items)
    ranks: Array  # (sources, items), as in `model.arrays.rank_fusion`


@dataclass(frozen=True)
class SessionSources:
    """The tables that candidates are read from."""

    index: SessionIndex
    next: Table
    forward: Table
    around: Table
    similar: Table
    popular: Array

    @classmethod
    def from_arrays(cls, arrays: ArrayReader) -> Self:
        tables = {
            name: Table.from_arrays(arrays, name)
            for name in ("next", "forward", "around", "similar")
        }
        return cls(
            index=SessionIndex.from_arrays(arrays),
            popular=session_array(arrays, "popular"),
            **tables,
        )

    def retrieve(self, prefix: Array) -> dict[str, Scored]:
        """Return the items of each source for a session [events], in the order of `SOURCES`."""
        items, ages = newest_first(prefix, neighbours.QUERY_ITEMS)
        matches = neighbours.find(self.index, items, ages)
        weights = np.exp(-ages / 2.0)
        tables = [(self.next, items[:1]), (self.forward, items), (self.around, items)]
        following, forward, around, similar = follow_each(
            [*tables, (self.similar, items[:4])], weights
        )
        return {
            **neighbours.near_items(self.index, matches),
            "next": following,
            "forward": forward,
            "around": around,
            "second_hop": second_hop(self.around, around),
            "similar": similar,
            "revisited": (prefix[::-1], 1.0 / (1.0 + np.arange(len(prefix)))),
            "popular": (self.popular, 1.0 / (1.0 + np.arange(len(self.popular)))),
        }


def select(proposals: dict[str, Scored], size: int = SIZE) -> SessionCandidates:
    """Return the items with high ranks in many sources."""
    items, scores = _add_up(list(proposals.values()))
    weights = (SOURCES[name] for name in proposals)
    fusion = fuse(scores, weights, damping=RANK_DAMPING, size=size)
    best = fusion.at
    return SessionCandidates(
        items.take(best),
        fusion.scores.take(best),
        scores.take(best, axis=1),
        fusion.ranks.take(best, axis=1),
    )


def _add_up(proposals: list[Scored]) -> tuple[Array, Array]:
    """Return every item [k] and its scores by source float32 [sources, k]."""
    arrays = {id(items): items for items, _ in proposals}  # several sources may share one
    found = runs(np.concatenate([*arrays.values()]))
    number = np.empty(len(found.order), np.intp)
    number[found.order] = found.number
    ends = dict(zip(arrays, accumulate(map(len, arrays.values())), strict=True))
    column = np.concatenate([number[ends[id(of)] - len(of) : ends[id(of)]] for of, _ in proposals])
    row = (np.arange(len(proposals)) * len(found)).repeat([len(items) for items, _ in proposals])
    column += row
    weights = np.concatenate([weights for _, weights in proposals])
    scores = np.bincount(column, weights, minlength=len(proposals) * len(found))
    return found.values, scores.reshape(len(proposals), len(found)).astype(np.float32)
