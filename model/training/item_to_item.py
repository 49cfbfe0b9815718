"""Item-to-item neighbours: groups bought on one day, or viewed in one session, by one person."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.arrays.artifact import Arrays, nest
from model.settings import TrainingSettings
from model.training.baskets import BasketsAndSessions

ROWS = 2048


def fit(
    together: BasketsAndSessions, settings: TrainingSettings, until: int, groups: int
) -> Arrays:
    """Return `bought_together/…` and `viewed_together/…` of the interactions up to a time in ms.

    Each has neighbours int32 and scores float32 [groups, K].
    """
    return {
        **nest("bought_together", neighbours(together.bought.until(until, groups), settings)),
        **nest("viewed_together", neighbours(together.viewed.until(until, groups), settings)),
    }


def neighbours(baskets: csr_matrix, settings: TrainingSettings) -> Arrays:
    """Return the groups that share most baskets with each, by cosine, padded with −1 and 0.

    `baskets`: ones [baskets, groups]. K is the length of the longest row, at most the setting, and
    0 if no two groups were ever together.
    """
    matrix, groups = _limited(baskets, settings), baskets.shape[1]
    counts = np.asarray(matrix.sum(axis=0)).ravel()
    # A basket of one group has no neighbours, nor has a group rarer than the support: to drop
    # both first saves most of the work.
    common = np.flatnonzero(counts >= settings.neighbour_support)
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr) > 1)][:, common].tocsr()
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


def _limited(baskets: csr_matrix, settings: TrainingSettings) -> csr_matrix:
    """Return baskets of at most `basket_limit` groups, drawn: pairs grow with the square."""
    rng = np.random.default_rng(settings.seed)
    kept = np.ones(baskets.nnz, bool)
    for row in np.flatnonzero(np.diff(baskets.indptr) > settings.basket_limit):
        start, end = baskets.indptr[row : row + 2]
        kept[start:end] = False
        kept[start + rng.choice(end - start, settings.basket_limit, replace=False)] = True
    if kept.all():
        return baskets
    indptr = np.concatenate([[0], np.cumsum(kept)])[baskets.indptr]
    return csr_matrix((baskets.data[kept], baskets.indices[kept], indptr), shape=baskets.shape)


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
