"""One numbering of all groups: the model's, and after them those that only the catalogue has."""

import numpy as np
from numpy.typing import NDArray


class GroupIndex:
    """`shown` int32 [groups] is the catalogue's group that shows each, −1 without one.

    `first` int32 [catalogue's groups] is the reverse: the lowest group that each shows.
    """

    def __init__(self, known: NDArray[np.int32], size: int) -> None:
        """`known` int32 [model's groups] is the group, of `size` in the catalogue, of each."""
        self.first = np.full(size, -1, np.int32)
        rows = np.flatnonzero(known >= 0)[::-1]
        self.first[known[rows]] = rows
        added = np.flatnonzero(self.first < 0).astype(np.int32)
        self.first[added] = len(known) + np.arange(len(added), dtype=np.int32)
        self.shown = np.concatenate([known, added])
        self._twins = rows[self.first[known[rows]] != rows].astype(np.int32)

    def find(self, groups: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return all groups that catalogue groups [k] show, in no order."""
        if not len(self._twins):
            return self.first[groups]
        twins = self._twins[np.isin(self.shown[self._twins], groups)]
        return np.concatenate([self.first[groups], twins])

    def mask(self, groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask over all groups from a mask over the catalogue's groups."""
        mask: NDArray[np.bool_] = (self.shown >= 0) & groups[self.shown]
        return mask
