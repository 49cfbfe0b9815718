"""Item-to-item neighbours: groups bought on one day, or viewed in one session, by one person."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.artifact import nest
from model.ids import Arrays
from model.settings import TrainingSettings

MINUTE_MS = 60_000
ROWS = 2048


def fit(
    connection: duckdb.DuckDBPyConnection,
    settings: TrainingSettings,
    until: int,
    groups: int,
) -> Arrays:
    """Return `bought/…` and `viewed/…`: neighbours int32 and scores float32 [groups, K]."""
    bought = _pairs(connection, _BASKETS, [until])
    viewed = _pairs(connection, _SESSIONS, [until, int(settings.session_gap_minutes * MINUTE_MS)])
    return {
        **nest("bought", neighbours(*bought, groups, settings)),
        **nest("viewed", neighbours(*viewed, groups, settings)),
    }


_BASKETS = """
    SELECT DISTINCT dense_rank() OVER (ORDER BY person, "at" // 86400000) - 1 AS basket, grp
    FROM coded WHERE kind = 'purchase' AND "at" <= $1 ORDER BY basket, grp
"""

_SESSIONS = """
    WITH seen AS (
        SELECT person, grp, "at", "at" - lag("at") OVER w > $2 AS pause FROM coded
        WHERE kind IN ('view', 'click') AND "at" <= $1
        WINDOW w AS (PARTITION BY person ORDER BY "at")
    ), numbered AS (
        SELECT person, grp, sum(coalesce(pause, false)::INT) OVER (
            PARTITION BY person ORDER BY "at" RANGE UNBOUNDED PRECEDING) AS session FROM seen
    )
    SELECT DISTINCT dense_rank() OVER (ORDER BY person, session) - 1 AS basket, grp
    FROM numbered ORDER BY basket, grp
"""


def _pairs(
    connection: duckdb.DuckDBPyConnection, query: str, values: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found = connection.execute(query, values).fetchnumpy()
    return found["basket"].astype(np.int64), found["grp"].astype(np.int64)


def neighbours(
    baskets: NDArray[np.int64],
    members: NDArray[np.int64],
    groups: int,
    settings: TrainingSettings,
) -> Arrays:
    """Return the groups that share most baskets with each, by cosine, padded with −1 and 0.

    K is the widest row, at most the setting: 0 where nothing ever went together.
    """
    baskets, members = _limited(baskets, members, settings)
    size = int(baskets.max(initial=-1)) + 1
    ones = np.ones(len(baskets), np.float32)
    matrix = csr_matrix((ones, (baskets, members)), shape=(size, groups))
    counts = np.asarray(matrix.sum(axis=0)).ravel()
    # a group rarer than the support can have no neighbour: dropping it first saves most pairs
    common = np.flatnonzero(counts >= settings.neighbour_support)
    matrix = matrix[:, common].tocsr()
    across = matrix.T.tocsr()
    near = np.full((groups, settings.neighbours), -1, np.int32)
    scores = np.zeros((groups, settings.neighbours), np.float32)
    for start in range(0, len(common), ROWS):
        shared = (across[start : start + ROWS] @ matrix).tocoo()
        shared = _Pairs(common[shared.row + start], common[shared.col], shared.data)
        left, place, right, cosine = shared.best(counts, settings)
        near[left, place], scores[left, place] = right, cosine
    widest = int((near >= 0).sum(axis=1).max(initial=0))
    return {"neighbours": near[:, :widest], "scores": scores[:, :widest]}


def _limited(
    baskets: NDArray[np.int64], members: NDArray[np.int64], settings: TrainingSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw at most `basket_limit` groups of each basket: pairs grow with its square."""
    order = np.lexsort((np.random.default_rng(settings.seed).random(len(baskets)), baskets))
    baskets, members = baskets[order], members[order]
    first = np.searchsorted(baskets, baskets)
    kept = np.arange(len(baskets)) - first < settings.basket_limit
    return baskets[kept], members[kept]


@dataclass(frozen=True)
class _Pairs:
    """Two groups and the number of baskets they share, of a block of left groups."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    shared: NDArray[np.float32]

    def best(self, counts: NDArray[np.float32], settings: TrainingSettings) -> tuple[Any, ...]:
        """Return left, place (0 is best), right and cosine of the best K of each left group."""
        kept = (self.left != self.right) & (self.shared >= settings.neighbour_support)
        left, right = self.left[kept], self.right[kept]
        cosine = self.shared[kept] / np.sqrt(counts[left] * counts[right])
        order = np.lexsort((right, -cosine, left))
        left, right, cosine = left[order], right[order], cosine[order]
        place = np.arange(len(left)) - np.searchsorted(left, left)
        top = place < settings.neighbours
        return left[top], place[top], right[top], cosine[top]
