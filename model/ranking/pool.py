"""The candidates worth a closer look: those that stand high in many lists."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.voices import Mix

Array = NDArray[Any]

SOURCES = {"own": 1.0, "liked": 0.7, "together": 0.7, "seen": 0.7, "popular": 0.3}
"""Each source's weight in the choice of the pool; the trees have their own opinion."""

POOL = 200
RANK_DAMPING = 20.0
UNRANKED = 1000.0


@dataclass(frozen=True)
class Pool:
    """At most `POOL` candidates of a mix; a row a source in `scores` and `ranks`.

    `at` [p] are their places in the mix; the best rank is 0, `UNRANKED` what a source is silent on.
    """

    at: Array
    groups: Array
    scores: Array
    ranks: Array


def pool(mix: Mix) -> Pool:
    """Choose by reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)."""
    scores = mix.said(tuple(SOURCES))
    ranks = np.where(scores > 0, _ranks(scores), UNRANKED).astype(np.float32)
    fused = np.array(list(SOURCES.values())) @ (1.0 / (RANK_DAMPING + ranks))
    at = np.sort(np.argsort(-fused, kind="stable")[:POOL])
    return Pool(at, mix.groups[at], scores[:, at], ranks[:, at])


def _ranks(scores: Array) -> Array:
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty(scores.shape, np.float32)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1], dtype=np.float32)[None], axis=1)
    return ranks
