"""Where to look for high dot products without looking everywhere: an inverted file.

Jégou, Douze, Schmid: Product Quantization for Nearest Neighbor Search (2011), section IV.
"""

from math import ceil
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.sorting import top

COSINE = 0.5
"""So many of the cells for what is alike, of which only the first few are shown."""
LARGE = 0.05
"""A cell with more of all groups than this is of short vectors, of which next to nothing is known:
what is alike is not looked for there."""


class Cells:
    """Groups by the nearest of the `centres` float32 [cells, factors]; see model.training.cells."""

    def __init__(self, model: Artifact) -> None:
        self._centres = np.asarray(model["als/cell_centres"])
        self._groups = np.asarray(model["als/cell_items"])
        self._offsets = np.asarray(model["als/cell_offsets"])
        self._probes = int(model.manifest["als"]["cells"]["probes"])
        lengths = np.linalg.norm(self._centres, axis=1)
        self._lengths = np.maximum(lengths, np.finfo(np.float32).tiny)
        self._large = np.diff(self._offsets) > LARGE * len(self._groups)

    @classmethod
    def of(cls, model: Artifact) -> Self | None:
        """Return the cells of a model; None if it is so small that it has none."""
        return cls(model) if "als/cell_centres" in model else None

    def near(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_], *, cosine: bool
    ) -> NDArray[np.int32] | None:
        """Return the allowed groups of the cells that lie best for a dot product or a cosine.

        The fewer groups are allowed, the more cells: the best of those lie further down. None if
        that comes to so many that reading all groups in a row costs no more.
        """
        scores = self._centres @ vector
        if cosine:
            scores /= self._lengths
            scores[self._large] = -np.inf
        share = max(int(np.count_nonzero(allowed)), 1) / len(allowed)
        probes = ceil(self._probes * (COSINE if cosine else 1.0) / share)
        if probes * 2 > len(scores):
            return None
        found = top(scores, probes).tolist()
        near = [self._groups[self._offsets[at] : self._offsets[at + 1]] for at in found]
        groups: NDArray[np.int32] = np.concatenate(near)
        return groups[allowed[groups]]
