"""Item-to-item: the groups bought or viewed together with given items, counted in training.

Linden, Smith, York: Amazon.com Recommendations (2003).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import distinct, falling, top
from model.retrieval.candidates import LIMIT, Candidates
from model.retrieval.scoring_context import ScoringContext

HISTORY_ITEMS = 50
"""Items of a history that are read, those with the highest weights; 100 gave no better lists."""


class ItemToItem:
    """`neighbours` int32 [groups, K], padded with −1, and their `scores` float32 [groups, K].

    `id` is `bought_together` or `viewed_together`.
    """

    def __init__(self, model: Artifact, id: str) -> None:  # noqa: A002 the word of the registry
        self.id = id
        self._neighbours = np.asarray(model[f"{id}/neighbours"])
        self._scores = np.asarray(model[f"{id}/scores"])
        self.width = self._neighbours.shape[1]

    def around(
        self,
        seeds: Sequence[str],
        strengths: Sequence[float],
        context: ScoringContext,
    ) -> Candidates:
        """Return the neighbours of seed items [s], each explained by the seed that adds most to it.

        Scores add up over the seeds with their strengths [s]; the best candidate gets the strength
        of the strongest seed.
        """
        return self._near(context.find(seeds), np.asarray(strengths, np.float32), seeds, context)

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the neighbours of the person's history, each item by the root of its weight."""
        history = context.history
        liked = np.sort(falling(history.weights)[:HISTORY_ITEMS])
        liked = liked[history.weights[liked] > 0]
        strengths = np.sqrt(history.weights[liked])
        strengths = (strengths / strengths.max(initial=0.0)).astype(np.float32)
        seeds = [history.items[at] for at in liked.tolist()]
        return self._near(history.groups[liked], strengths, seeds, context)

    def _near(
        self,
        groups: NDArray[np.int32],
        strengths: NDArray[np.float32],
        seeds: Sequence[str],
        context: ScoringContext,
    ) -> Candidates:
        (rows,) = ((groups >= 0) & (groups < len(self._neighbours))).nonzero()
        if not len(rows):
            return Candidates.empty()
        known, strength = groups[rows], strengths[rows]
        near = self._neighbours[known]
        others = context.allowed.copy()
        others[known] = False
        (kept,) = ((near >= 0) & others.take(near)).ravel().nonzero()
        parts = self._scores[known] * strength[:, None]
        seed = rows[kept // self.width]
        found = _add_up(near.take(kept), parts.take(kept), seed, tuple(seeds))
        return _scaled(found, float(strength.max()))


def _add_up(
    groups: NDArray[np.int32],
    parts: NDArray[np.float32],
    seed: NDArray[np.intp],
    seeds: tuple[str, ...],
) -> Candidates:
    """Sum the parts of each group, and keep the best groups with the seed of their largest part."""
    names, where, _ = distinct(groups)
    sums = np.bincount(where, parts, len(names)).astype(np.float32)
    kept = top(sums, LIMIT)
    kept.sort()
    place = np.full(len(names), -1)
    place[kept] = np.arange(len(kept))
    (named,) = (place[where] >= 0).nonzero()
    rising = named[parts[named].argsort()]
    because = np.zeros(len(kept), np.int32)
    because[place[where[rising]]] = seed[rising]  # in rising order: the largest part stays
    return Candidates(names[kept].astype(np.int32), sums[kept], because, seeds)


def _scaled(found: Candidates, highest: float) -> Candidates:
    high = found.scores.max(initial=0.0) or 1.0
    return Candidates(
        found.groups, found.scores * (highest / high), found.because, found.because_items
    )
