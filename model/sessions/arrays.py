"""What the serving side reads: named arrays, and ragged rows inside flat ones."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Scored = tuple[Array, Array]
"""Items, where one may stand several times, and what each entry adds to its item's score."""


class Arrays(Protocol):
    """A dict of arrays or an opened artifact."""

    def __getitem__(self, name: str, /) -> Array: ...


def plain(arrays: Arrays, name: str) -> Array:
    """The array as a bare ndarray: each slice of a `memmap` costs a Python call of its own."""
    return np.asarray(arrays[f"sessions/{name}"])


def spans(starts: Array, counts: Array) -> Array:
    """Concatenate `starts[i] … starts[i] + counts[i] - 1` for every i, without a Python loop."""
    ends: Array = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)


def rows(offsets: Array, keys: Array) -> tuple[Array, Array]:
    """Find the entries of the ragged rows `keys`: (which of `keys` owns it, where it lies)."""
    starts = offsets[keys]
    counts = offsets[np.asarray(keys) + 1] - starts
    return np.repeat(np.arange(len(keys)), counts), spans(starts, counts)


def top(scores: Array, k: int) -> Array:
    """Positions of the k highest scores, in no order; all of them when there are fewer."""
    if len(scores) <= k:
        return np.arange(len(scores))
    return np.argpartition(-scores, k - 1)[:k]


def newest_first(prefix: Array, limit: int) -> tuple[Array, Array]:
    """The distinct items of a session, newest first, and how many events ago each was seen."""
    items, ages = np.unique(prefix[::-1], return_index=True)
    order = np.argsort(ages)[:limit]
    return items[order], ages[order]
