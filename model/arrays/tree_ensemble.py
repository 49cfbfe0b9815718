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
        columns = np.ascontiguousarray(features.T)
        node = self._below_first_levels(columns)
        flat, size = columns.ravel(), columns.shape[1]
        row = np.arange(size)
        # Each level writes over the arrays of the one before it: a fifth faster than new memory.
        # With mode="clip" take writes there directly; no index is out of range.
        place, right = np.empty_like(node), np.empty(node.shape, np.bool_)
        value, bound = np.empty((2, *node.shape), np.float32)
        for feature, threshold in self.levels[BY_COLUMN:]:
            (feature * size).take(node, out=place, mode="clip")
            place += row
            flat.take(place, out=value, mode="clip")
            threshold.take(node, out=bound, mode="clip")
            np.greater(value, bound, out=right)
            node += node
            place[:] = right  # numbers of one type are added faster
            node += place
        return np.asarray(np.add.reduce(self.value.take(node), axis=0))

    def _below_first_levels(self, columns: Array) -> Array:
        """Return the nodes [trees, rows] below the first `BY_COLUMN` levels.

        Few nodes have all rows there, so whole columns are compared, for each node: that is faster
        than to look up single values. The place of a node in its own tree is a small number.
        """
        trees, levels = self.count, self.levels[:BY_COLUMN]
        place = np.zeros((trees, columns.shape[1]), np.uint8)
        first: Array | None = None
        for feature, threshold in levels:
            right = columns.take(feature, axis=0) > threshold[:, None]
            if first is not None:
                both = right.reshape(trees, 2, -1)
                right = both[:, 1] & first  # a third of the time of np.where
                right |= both[:, 0] & ~first
            place += place
            place += right.view(np.uint8)
            first = right
        node = place.astype(np.intp)
        node += (np.arange(trees) << len(levels))[:, None]
        return node


def feature_table(blocks: Sequence[Array | float], size: int) -> Array:
    """Return float32 [size, columns], stored column after column.

    A block is one column [size], several [columns, size], or a number that fills its whole column.
    """
    heights = [each.shape[0] if isinstance(each, np.ndarray) and each.ndim == 2 else 1
               for each in blocks]  # fmt: skip
    found, end = np.empty((sum(heights), size), np.float32), 0
    for height, block in zip(heights, blocks, strict=True):
        found[end : end + height] = block
        end += height
    return found.T
