"""Where to look for high dot products without looking everywhere: an inverted file.

Jégou, Douze, Schmid: Product Quantization for Nearest Neighbor Search (2011), section IV.
"""

from itertools import pairwise
from math import ceil
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import top

Floats = NDArray[np.float32]

COSINE = 0.5
"""So many of the cells for what is alike, of which only the first few are shown."""
LARGE = 0.05
"""A cell with more of all groups than this is of short vectors, of which next to nothing is known:
what is alike is not looked for there."""


class Cells:
    """Groups by the nearest of the `centres` float32 [cells, factors].

    A copy of `factors` float32 [n, factors] lies cell after cell: rows in a row are read five times
    as fast as rows from all over it.
    """

    def __init__(self, model: Artifact, factors: Floats) -> None:
        self._centres = np.asarray(model["als/cell_centres"])
        self._groups = np.asarray(model["als/cell_items"])
        offsets = np.asarray(model["als/cell_offsets"])
        self._probes = int(model.manifest["als"]["cells"]["probes"])
        lengths = np.linalg.norm(self._centres, axis=1)
        self._lengths = np.maximum(lengths, np.finfo(np.float32).tiny)
        self._large = np.diff(offsets) > LARGE * len(self._groups)
        self._spans = [slice(*ends) for ends in pairwise(offsets.tolist())]
        self._factors = factors[self._groups]

    @classmethod
    def of(cls, model: Artifact, factors: Floats) -> Self | None:
        """Return the cells of a model; None if it is so small that it has none."""
        return cls(model, factors) if "als/cell_centres" in model else None

    def dots(
        self, vector: Floats, allowed: NDArray[np.bool_], *, cosine: bool
    ) -> tuple[Floats, NDArray[np.int32]] | None:
        """Return dot products and groups of the cells that lie best for them, or for a cosine.

        What is not allowed gets 0. The fewer groups are allowed, the more cells: the best of those
        lie further down. None if that comes to all cells.
        """
        scores = self._centres @ vector
        if cosine:
            scores /= self._lengths
            scores[self._large] = -np.inf
        share = max(int(np.count_nonzero(allowed)), 1) / len(allowed)
        probes = ceil(self._probes * (COSINE if cosine else 1.0) / share)
        if probes >= len(scores):
            return None
        near = [self._spans[at] for at in np.sort(top(scores, probes)).tolist()]
        groups: NDArray[np.int32] = np.concatenate([self._groups[span] for span in near])
        dots: Floats = np.concatenate([self._factors[span] @ vector for span in near])
        return dots * allowed[groups], groups
