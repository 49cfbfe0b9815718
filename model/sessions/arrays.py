"""What the serving side reads: named arrays, and ragged rows inside flat ones."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Scored = tuple[Array, Array]
"""Items, where one may stand several times, and what each entry adds to its item's score."""

_HIGHEST = 0x7FFFFFFF


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


def distinct(values: Array) -> tuple[Array, Array, Array]:
    """Sort and number distinct values, int32 and not negative: (values, inverse, first places).

    What `np.unique` gives, four times as fast: value and place are sorted as one number, for which
    numpy has vector instructions, where an argsort that keeps the order has none.
    """
    packed = np.sort((values.astype(np.int64) << 32) | np.arange(len(values)))
    value, place = packed >> 32, packed & 0xFFFFFFFF
    new = np.ones(len(value), np.bool_)
    np.not_equal(value[1:], value[:-1], out=new[1:])
    inverse = np.empty(len(values), np.int64)
    inverse[place] = np.cumsum(new) - 1
    return value[new], inverse, place[new]


def falling(scores: Array) -> Array:
    """Order scores as float32, not negative, the highest first; ties go to the lower place.

    Bits of such numbers rise as the numbers do, so that bits and place are sorted as one number:
    the stable argsort that this stands for takes three to ten times as long.
    """
    bits = np.ascontiguousarray(scores, np.float32).view(np.int32).astype(np.int64)
    packed = ((_HIGHEST - bits) << 32) | np.arange(len(bits))
    packed.sort()
    return packed & 0xFFFFFFFF


def table(columns: Sequence[Array | float], size: int) -> Array:
    """Lay columns side by side: (size, columns) float32; a number is a column of nothing else.

    Column by column in memory, as the trees read it.
    """
    found = np.empty((len(columns), size), np.float32)
    for row, column in zip(found, columns, strict=True):
        row[...] = column
    return found.T


def newest_first(prefix: Array, limit: int) -> tuple[Array, Array]:
    """The distinct items of a session, newest first, and how many events ago each was seen."""
    items, ages = np.unique(prefix[::-1], return_index=True)
    order = np.argsort(ages)[:limit]
    return items[order], ages[order]
