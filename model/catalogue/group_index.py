"""Two numberings joined: the model's groups, and after them those that only the catalogue has."""

import numpy as np
from numpy.typing import NDArray


class Numbering:
    """`shown` int32 [groups] is the catalogue's group that shows each, −1 where none does.

    `first` int32 [catalogue's groups] is the other way: of several that one shows, the lowest.
    """

    def __init__(self, known: NDArray[np.int32], size: int) -> None:
        """`known` int32 [model's groups]: which of `size` groups of the catalogue shows each."""
        self.first = np.full(size, -1, np.int32)
        rows = np.flatnonzero(known >= 0)[::-1]
        self.first[known[rows]] = rows
        added = np.flatnonzero(self.first < 0).astype(np.int32)
        self.first[added] = len(known) + np.arange(len(added), dtype=np.int32)
        self.shown = np.concatenate([known, added])
        self._twins = rows[self.first[known[rows]] != rows].astype(np.int32)

    def of(self, groups: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return all groups that these groups of the catalogue show."""
        if not len(self._twins):
            return self.first[groups]
        twins = self._twins[np.isin(self.shown[self._twins], groups)]
        return np.concatenate([self.first[groups], twins])

    def mask(self, groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask over all groups: what a mask over the catalogue's groups shows."""
        mask: NDArray[np.bool_] = (self.shown >= 0) & groups[self.shown]
        return mask
