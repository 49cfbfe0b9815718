"""Places of hashes in a sorted array: few of them by buckets, many by binary search."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FEWEST = 4_096
"""A smaller array stays in the processor's cache, where binary search is fast."""
MANY = 2_048
"""So many hashes at once are looked for by binary search, which needs no memory for each."""
WIDEST = 32
"""Hashes of a bucket at most: equal hashes, which can be chosen, would make it as long as they."""


@dataclass(frozen=True)
class _Buckets:
    """`starts` int32 [buckets] of the hashes with equal first bits; `places` [width] count up."""

    shift: np.uint64
    starts: Array
    places: Array


class SortedHashes:
    """`values` uint64 [n], rising."""

    def __init__(self, values: NDArray[np.uint64]) -> None:
        self.values = values

    def find(self, hashes: NDArray[np.uint64]) -> Array:
        """Return the first place of each of hashes [k], and any place for one that is missing.

        Binary search reads a dozen cold lines of memory for each hash, one after the other. The
        first bits of a hash are the number of its bucket, in which all are compared: two or three
        lines.
        """
        size = len(self.values)
        if size < FEWEST or len(hashes) >= MANY or (buckets := self._buckets) is None:
            return np.minimum(self.values.searchsorted(hashes), size - 1)
        first = buckets.starts.take((hashes >> buckets.shift).astype(np.intp))
        near = self.values.take(first[:, None] + buckets.places, mode="clip")
        found: Array = first + (near == hashes[:, None]).argmax(axis=1)
        return np.minimum(found, size - 1)

    @cached_property
    def _buckets(self) -> _Buckets | None:
        """Four to eight hashes a bucket, as many as a line of memory has; None if one has too many.

        They are made for the first answer of an instance, in some 10 ms for a million hashes.
        """
        bits = len(self.values).bit_length() - 3
        shift = np.uint64(64 - bits)
        starts = self.values.searchsorted(np.arange(1 << bits, dtype=np.uint64) << shift)
        width = int(np.diff(starts, append=len(self.values)).max())
        if width > WIDEST:
            return None
        return _Buckets(shift, starts.astype(np.int32), np.arange(width))
