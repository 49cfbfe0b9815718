"""The candidates worth a closer look: those that stand high in many lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.rank_fusion import fused, ranks
from model.arrays.sorting import falling
from model.retrieval.merged_candidates import Mix

Array = NDArray[Any]

FORETELLING = "linear"
SOURCES = {
    "own": 1.0,
    "liked": 0.7,
    "linear": 0.7,
    "together": 0.7,
    "seen": 0.7,
    "popular": 0.3,
}
"""Each source's weight in the choice of a personal pool; the trees have their own opinion."""

POOL = 120
RANK_DAMPING = 20.0


@dataclass(frozen=True)
class Pool:
    """At most `POOL` candidates of a mix; a row a source in `scores` and `ranks`.

    `at` [p] are their places in the mix; ranks are `model.arrays.rank_fusion`'s.
    `foretold` [1, p] is what the linear autoencoder makes of each, comparable between people;
    [0, p] where it is not heard.
    """

    at: Array
    groups: Array
    scores: Array
    ranks: Array
    foretold: Array


def pool(mix: Mix, sources: Mapping[str, float] = SOURCES) -> Pool:
    """Choose what stands high in many lists, each weighted by its source."""
    scores = mix.said(tuple(sources))
    places = ranks(scores)
    at = np.sort(falling(fused(places, sources.values(), RANK_DAMPING))[:POOL])
    told = [row for row, source in enumerate(sources) if source == FORETELLING]
    foretold = scores[told][:, at] * mix.scale(FORETELLING)
    return Pool(at, mix.groups[at], scores[:, at], places[:, at], foretold)
