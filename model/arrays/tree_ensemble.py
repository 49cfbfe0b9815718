"""Boosted trees as flat arrays, evaluated level by level for all candidates at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader

BY_COLUMN = 2
"""Levels, the root's and the next one, that are evaluated for whole columns."""


@dataclass(frozen=True)
class TreeEnsemble:
    """Every tree filled up to the same depth, all trees of a level end to end.

    Node k of a level leads to nodes 2k and 2k + 1 of the next one, so that no pointer is followed.
    Nodes below a leaf of the learned tree always lead left, and end at that leaf.
    """

    levels: tuple[tuple[Array, Array], ...]
    """Per level: features intp and thresholds float32, infinite below a leaf, [trees * 2^level]."""
    value: Array  # (trees * 2^depth) float64
    count: int

    @classmethod
    def from_arrays(cls, arrays: ArrayReader, prefix: str) -> Self:
        """Return the trees that `model.training.trees.export` wrote; there a leaf points at itself.

        `prefix` is the start of the names of their arrays.
        """
        roots, feature, child, threshold, value = (
            np.asarray(arrays[f"{prefix}{name}"])
            for name in ("roots", "feature", "child", "threshold", "value")
        )
        nodes = [roots.astype(np.intp)]
        for _ in range(int(np.asarray(arrays[f"{prefix}depth"])[0])):
            nodes.append(child.reshape(-1, 2)[nodes[-1]].ravel().astype(np.intp))
        # Indices are widened once, as numpy would otherwise do it at every level.
        levels = ((feature[at].astype(np.intp), threshold[at]) for at, _ in pairwise(nodes))
        return cls(tuple(levels), value[nodes[-1]], len(roots))

    def __len__(self) -> int:
        return self.count

    def predict(self, features: Array) -> Array:
        """Return scores [rows] of features float32 [rows, features], exactly as LightGBM."""
        n, width = features.shape
        node = self._below_first_levels(features)
        flat, row = np.ascontiguousarray(features).ravel(), np.arange(n) * width
        # Each level writes over the arrays of the one before it: a fifth faster than new memory.
        # With mode="clip" take writes there directly; no index is out of range.
        place, right = np.empty_like(node), np.empty(node.shape, np.bool_)
        value, bound = np.empty((2, *node.shape), np.float32)
        for feature, threshold in self.levels[BY_COLUMN:]:
            feature.take(node, out=place, mode="clip")
            place += row
            flat.take(place, out=value, mode="clip")
            threshold.take(node, out=bound, mode="clip")
            np.greater(value, bound, out=right)
            node += node
            node += right
        return np.asarray(np.add.reduce(self.value.take(node), axis=0))

    def _below_first_levels(self, features: Array) -> Array:
        """Return the nodes [trees, rows] below the first `BY_COLUMN` levels.

        Few nodes have all rows there, so whole columns are compared, for each node: that is faster
        than to look up single values.
        """
        columns, trees = np.ascontiguousarray(features.T), self.count
        node = np.repeat(np.arange(trees)[:, None], len(features), axis=1)
        first: Array | None = None
        for feature, threshold in self.levels[:BY_COLUMN]:
            right = columns.take(feature, axis=0) > threshold[:, None]
            if first is not None:
                both = right.reshape(trees, 2, -1)
                right = np.where(first, both[:, 1], both[:, 0])
            node += node
            node += right
            first = right
        return node


def feature_table(columns: Sequence[Array | float], size: int) -> Array:
    """Return float32 [size, columns] of columns [size]; a number fills its whole column."""
    found = np.empty((size, len(columns)), np.float32)
    for at, column in enumerate(columns):
        found[:, at] = column
    return found
