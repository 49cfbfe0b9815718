"""High dot products without scoring every vector: an inverted file of k-means cells.

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
"""The share of the cells that is read for similar groups, of which only a few are shown."""
LARGE = 0.05
"""A cell with a larger share of all groups holds short vectors, of which little was learned:
similar groups are not looked for there."""


class InvertedFile:
    """Groups by the nearest of the `centres` float32 [cells, factors].

    A copy of `factors` float32 [n, factors] is stored cell after cell: neighbouring rows are read
    five times as fast as scattered ones.
    """

    def __init__(self, model: Artifact, factors: Floats) -> None:
        self._centres = np.asarray(model["als/cell_centres"])
        self._groups = np.asarray(model["als/cell_items"])
        offsets = np.asarray(model["als/cell_offsets"])
        self._probes = int(model.manifest["als"]["cells"]["probes"])
        lengths = np.linalg.norm(self._centres, axis=1)
        self._lengths = np.maximum(lengths, np.finfo(np.float32).tiny)
        self._large = np.diff(offsets) > LARGE * len(self._groups)
        self._slices = [slice(*ends) for ends in pairwise(offsets.tolist())]
        self._factors = factors[self._groups]

    @classmethod
    def from_model(cls, model: Artifact, factors: Floats) -> Self | None:
        """Return that of a model; None if the model is too small to have one."""
        return cls(model, factors) if "als/cell_centres" in model else None

    def dots(
        self, vector: Floats, allowed: NDArray[np.bool_], *, cosine: bool
    ) -> tuple[Floats, NDArray[np.int32]] | None:
        """Return dot products [k] and groups [k] of the best cells for a vector [factors].

        The score of a group that is not allowed is 0. The fewer groups are allowed, the more cells
        are read: the best allowed ones lie further down. None if that means all cells. `cosine`
        chooses the cells by the cosine.
        """
        scores = self._centres @ vector
        if cosine:
            scores /= self._lengths
            scores[self._large] = -np.inf
        share = max(int(np.count_nonzero(allowed)), 1) / len(allowed)
        probes = ceil(self._probes * (COSINE if cosine else 1.0) / share)
        if probes >= len(scores):
            return None
        near = [self._slices[at] for at in np.sort(top(scores, probes)).tolist()]
        groups: NDArray[np.int32] = np.concatenate([self._groups[part] for part in near])
        dots: Floats = np.concatenate([self._factors[part] @ vector for part in near])
        return dots * allowed[groups], groups
