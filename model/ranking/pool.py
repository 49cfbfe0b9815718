"""The candidates worth a closer look: those that stand high in many lists."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.voices import Mix

Array = NDArray[Any]

SOURCES = {
    "own": 1.0,
    "liked": 0.7,
    "linear": 0.7,
    "together": 0.7,
    "seen": 0.7,
    "popular": 0.3,
}
"""Each source's weight in the choice of the pool; the trees have their own opinion."""

POOL = 120
RANK_DAMPING = 20.0
UNRANKED = 1000.0


@dataclass(frozen=True)
class Pool:
    """At most `POOL` candidates of a mix; a row a source in `scores` and `ranks`.

    `at` [p] are their places in the mix; the best rank is 0, `UNRANKED` what a source is silent on.
    `foretold` [p] is what the linear autoencoder makes of each, comparable between people.
    """

    at: Array
    groups: Array
    scores: Array
    ranks: Array
    foretold: Array


def pool(mix: Mix) -> Pool:
    """Choose by reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)."""
    scores = mix.said(tuple(SOURCES))
    ranks = np.stack([_ranks(row) for row in scores])
    fused = np.array(list(SOURCES.values())) @ (1.0 / (RANK_DAMPING + ranks))
    at = np.sort(np.argsort(-fused, kind="stable")[:POOL])
    foretold = scores[list(SOURCES).index("linear"), at] * mix.scale("linear")
    return Pool(at, mix.groups[at], scores[:, at], ranks[:, at], foretold)


def _ranks(scores: Array) -> Array:
    ranks = np.full(len(scores), UNRANKED, np.float32)
    heard = np.flatnonzero(scores > 0)
    ranks[heard[np.argsort(-scores[heard], kind="stable")]] = np.arange(len(heard))
    return ranks
