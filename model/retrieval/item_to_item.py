"""Item-to-item: what goes with the items at hand, from the neighbours counted in training.

Linden, Smith, York: Amazon.com Recommendations (2003).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import distinct, falling, top
from model.retrieval.candidates import LIMIT, Candidates, Request

PAST = 50
"""So many items of a past speak for all of it: those that weigh most; 100 say no more."""


class Together:
    """Neighbours of seed groups; `neighbours` int32 [groups, K] and `scores`, padded with −1."""

    def __init__(self, model: Artifact, name: str) -> None:
        self.name = f"{name}_together"
        self.reason = f"{name}_together"
        self._neighbours = np.asarray(model[f"{name}/neighbours"])
        self._scores = np.asarray(model[f"{name}/scores"])
        self.width = self._neighbours.shape[1]

    def around(
        self,
        seeds: Sequence[str],
        strengths: Sequence[float],
        request: Request,
    ) -> Candidates:
        """Return the neighbours of seed items, each standing on the seed that speaks most for it.

        Scores add up over the seeds; the best gets the strength of the strongest seed.
        """
        return self._near(request.of(seeds), np.asarray(strengths, np.float32), seeds, request)

    def score(self, request: Request) -> Candidates:
        """Return what goes with the person's past, each item by the root of its weight."""
        mentions = request.mentions
        liked = np.sort(falling(mentions.weights)[:PAST])
        liked = liked[mentions.weights[liked] > 0]
        strengths = np.sqrt(mentions.weights[liked])
        strengths = (strengths / strengths.max(initial=0.0)).astype(np.float32)
        seeds = [mentions.items[at] for at in liked.tolist()]
        return self._near(mentions.groups[liked], strengths, seeds, request)

    def _near(
        self,
        groups: NDArray[np.int32],
        strengths: NDArray[np.float32],
        seeds: Sequence[str],
        request: Request,
    ) -> Candidates:
        rows = np.flatnonzero((groups >= 0) & (groups < len(self._neighbours)))
        if not len(rows):
            return Candidates.none()
        known, strength = groups[rows], strengths[rows]
        near = self._neighbours[known]
        others = request.allowed.copy()
        others[known] = False
        kept = np.flatnonzero((near >= 0) & others.take(near))
        parts = self._scores[known] * strength[:, None]
        source = rows[kept // self.width]
        found = _add_up(near.take(kept), parts.take(kept), source, tuple(seeds))
        return _scaled(found, float(strength.max()))


def _add_up(
    groups: NDArray[np.int32],
    parts: NDArray[np.float32],
    source: NDArray[np.intp],
    seeds: tuple[str, ...],
) -> Candidates:
    """Sum the parts of each group, keep the best groups, and of each the source of most of it."""
    names, where, _ = distinct(groups)
    sums = np.bincount(where, parts, len(names)).astype(np.float32)
    kept = np.sort(top(sums, LIMIT))
    place = np.full(len(names), -1)
    place[kept] = np.arange(len(kept))
    named = np.flatnonzero(place[where] >= 0)
    rising = named[np.argsort(parts[named])]
    because = np.zeros(len(kept), np.int32)
    because[place[where[rising]]] = source[rising]  # in rising order: the largest part stays
    return Candidates(names[kept].astype(np.int32), sums[kept], because, seeds)


def _scaled(found: Candidates, highest: float) -> Candidates:
    high = found.scores.max(initial=0.0) or 1.0
    return Candidates(found.groups, found.scores * (highest / high), found.because, found.sources)
