"""Sessions as two arrays, and how they are split by time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array


@dataclass(frozen=True)
class SessionLog:
    """Sessions oldest first; items are indices below `n_items`."""

    offsets: Array  # (sessions + 1)
    items: Array  # (events) int32
    n_items: int

    @classmethod
    def from_rows(cls, session: Array, items: Array, n_items: int) -> Self:
        """Return sessions of columns [events], the rows of a session together and in order."""
        starts = np.flatnonzero(np.r_[True, session[1:] != session[:-1]][: len(session)])
        return cls(np.r_[starts, len(session)].astype(np.int64), items.astype(np.int32), n_items)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def owner(self) -> Array:
        """The session of each event, [events]."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @property
    def n_cases(self) -> int:
        return int(np.maximum(np.diff(self.offsets) - 1, 0).sum())

    def split(self, cases: int) -> tuple[Self, Self]:
        """Return older and newest whole sessions.

        The newest have at least `cases` next-item cases.
        """
        newest = np.cumsum(np.maximum(np.diff(self.offsets) - 1, 0)[::-1])
        first = max(len(self) - int(np.searchsorted(newest, cases)) - 1, 0)
        return self._part(0, first), self._part(first, len(self))

    def newest(self, events: int) -> Self:
        """Return the newest whole sessions with at most `events` events, at least one."""
        first = int(np.searchsorted(self.offsets, self.offsets[-1] - events))
        first = max(min(first, len(self) - 1), 0)
        return self._part(first, len(self))

    def cases(self) -> Iterator[tuple[Array, int]]:
        """Yield every prefix [k] of every session, and its next item."""
        for start, end in zip(self.offsets[:-1], self.offsets[1:], strict=True):
            for position in range(start + 1, end):
                yield self.items[start:position], int(self.items[position])

    def _part(self, first: int, last: int) -> Self:
        offsets = self.offsets[first : last + 1]
        return type(self)(offsets - offsets[0], self.items[offsets[0] : offsets[-1]], self.n_items)
