"""Boosted trees as flat arrays, walked level by level for all candidates at once."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.sessions.arrays import Array, Arrays


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees in one row; a leaf points at itself, so a walk may go on too long."""

    roots: Array  # (trees)
    feature: Array  # (nodes)
    threshold: Array  # (nodes) float32, infinite in a leaf
    child: Array  # (2 * nodes): where to go if value <= threshold, then where if not
    value: Array  # (nodes) float64, 0 but in a leaf
    depth: int

    @classmethod
    def of(cls, arrays: Arrays, named: str = "sessions/trees_") -> Self:
        """Read the arrays; what indexes is widened, as numpy would else do so at every level."""
        read = {
            name: np.asarray(arrays[f"{named}{name}"])
            for name in ("roots", "feature", "child", "threshold", "value")
        }
        walked = {name: read.pop(name).astype(np.intp) for name in ("roots", "feature", "child")}
        return cls(depth=int(np.asarray(arrays[f"{named}depth"])[0]), **read, **walked)

    def __len__(self) -> int:
        return len(self.roots)

    def predict(self, features: Array) -> Array:
        """Score (rows, features) float32 exactly as LightGBM does, adding up tree after tree."""
        n = len(features)
        flat, row = np.ascontiguousarray(features.T).ravel(), np.arange(n)
        column = self.feature * n
        node = np.repeat(self.roots[:, None], n, axis=1)
        for _ in range(self.depth):
            place = column.take(node)
            place += row
            right = flat.take(place) > self.threshold.take(node)
            node <<= 1
            node += right
            node = self.child.take(node)
        return np.asarray(np.add.reduce(self.value.take(node), axis=0))
