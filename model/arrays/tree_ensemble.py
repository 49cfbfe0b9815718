"""Boosted trees as flat arrays, walked level by level for all candidates at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from model.retrieval.session.arrays import Array, Arrays


@dataclass(frozen=True)
class Trees:
    """Every tree filled up to the same depth, all trees of a level end to end.

    Node k of a level leads to nodes 2k and 2k + 1 of the next one, so that no pointer is followed;
    what is below a leaf of the learned tree leads always left, and ends at that leaf.
    """

    levels: tuple[tuple[Array, Array], ...]
    """Per level: features intp and thresholds float32, infinite below a leaf, [trees * 2^level]."""
    value: Array  # (trees * 2^depth) float64
    count: int

    @classmethod
    def of(cls, arrays: Arrays, named: str) -> Self:
        """Fill up the trees of `model.training.tree_export`; there a leaf points at itself.

        `named` is what the names of their arrays begin with.
        """
        roots, feature, child, threshold, value = (
            np.asarray(arrays[f"{named}{name}"])
            for name in ("roots", "feature", "child", "threshold", "value")
        )
        nodes = [roots.astype(np.intp)]
        for _ in range(int(np.asarray(arrays[f"{named}depth"])[0])):
            nodes.append(child.reshape(-1, 2)[nodes[-1]].ravel().astype(np.intp))
        # What indexes is widened, as numpy would else do so at every level.
        levels = ((feature[at].astype(np.intp), threshold[at]) for at, _ in pairwise(nodes))
        return cls(tuple(levels), value[nodes[-1]], len(roots))

    def __len__(self) -> int:
        return self.count

    def predict(self, features: Array) -> Array:
        """Score (rows, features) float32 exactly as LightGBM does, adding up tree after tree."""
        n, width = features.shape
        flat, row = np.ascontiguousarray(features).ravel(), np.arange(n) * width
        node = np.repeat(np.arange(self.count)[:, None], n, axis=1)
        # What a level makes is written over what the one before it made, a fifth sooner than into
        # fresh memory; take does so only if it need not refuse a wrong index, and none is.
        place, right = np.empty_like(node), np.empty(node.shape, np.bool_)
        value, bound = np.empty((2, *node.shape), np.float32)
        for feature, threshold in self.levels:
            feature.take(node, out=place, mode="clip")
            place += row
            flat.take(place, out=value, mode="clip")
            threshold.take(node, out=bound, mode="clip")
            np.greater(value, bound, out=right)
            node += node
            node += right
        return np.asarray(np.add.reduce(self.value.take(node), axis=0))


def table(columns: Sequence[Array | float], size: int) -> Array:
    """Lay columns side by side: (size, columns) float32; a number is a column of nothing else."""
    found = np.empty((size, len(columns)), np.float32)
    for at, column in enumerate(columns):
        found[:, at] = column
    return found
