"""Item-to-item: what goes with the items at hand, from the neighbours counted in training.

Linden, Smith, York: Amazon.com Recommendations (2003).
"""

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.recommenders.candidates import LIMIT, Candidates, Request
from model.sessions.arrays import distinct, top
from model.taste import weigh


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
        groups = request.of(seeds)
        rows = np.flatnonzero((groups >= 0) & (groups < len(self._neighbours)))
        if not len(rows):
            return Candidates.none()
        strength = np.asarray(strengths, np.float32)[rows]
        near = self._neighbours[groups[rows]]
        parts = self._scores[groups[rows]] * strength[:, None]
        others = request.allowed.copy()
        others[groups[rows]] = False
        kept = (near >= 0) & others[near]
        source = np.broadcast_to(rows[:, None], near.shape)[kept]
        found = _add_up(near[kept], parts[kept], source, tuple(seeds))
        return _scaled(found, float(strength.max()))

    def score(self, request: Request) -> Candidates:
        """Return what goes with the person's whole past, each item by the root of its weight."""
        sums: dict[str, float] = defaultdict(float)
        for item, weight in zip(*weigh(request.query.history, request.weighting), strict=True):
            sums[item] += weight
        liked = {item: sqrt(weight) for item, weight in sums.items() if weight > 0}
        highest = max(liked.values(), default=1.0)
        return self.around(list(liked), [each / highest for each in liked.values()], request)


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
