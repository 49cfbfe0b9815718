"""The candidates that the trees see: those with high ranks in many sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.rank_fusion import fuse
from model.retrieval.merged_candidates import MergedCandidates

Array = NDArray[Any]

VALUE_SOURCE = "ease"
"""The source whose scores compare between people."""
SIZE = 120
RANK_DAMPING = 20.0


@dataclass(frozen=True)
class Preselection:
    """At most `SIZE` merged candidates; `scores` and `ranks` have a row for each source.

    `at` [p] are places in the merged candidates; ranks are those of `model.arrays.rank_fusion`.
    `values` [1, p] are the scores of `VALUE_SOURCE` before scaling; [0, p] without that source.
    """

    at: Array
    groups: Array
    scores: Array
    ranks: Array
    values: Array


def preselect(merged: MergedCandidates, weights: Mapping[str, float]) -> Preselection:
    """Choose by the sum of reciprocal ranks, with the weight of each source by its id."""
    scores = merged.source_scores(tuple(weights))
    fusion = fuse(scores, weights.values(), damping=RANK_DAMPING, size=SIZE)
    at = np.sort(fusion.at)
    row = [row for row, source in enumerate(weights) if source == VALUE_SOURCE]
    chosen = scores.take(at, axis=1)
    values = chosen[row] * merged.scale(VALUE_SOURCE)
    ranks = fusion.ranks.take(at, axis=1)
    return Preselection(at, merged.groups.take(at), chosen, ranks, values)
