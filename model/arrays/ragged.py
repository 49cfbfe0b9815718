"""Rows of uneven length, end to end in one array.

Methods of arrays instead of numpy's functions: a function makes four Python calls more, which is
most of its time on a short array.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def ranges(starts: Array, counts: Array) -> Array:
    """Return `starts[i] … starts[i] + counts[i] - 1` for every i, joined, int64 [Σ counts]."""
    ends: Array = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    first: Array = (starts - ends + counts).repeat(counts)
    first += np.arange(total)
    return first


def rows(offsets: Array, keys: Array) -> tuple[Array, Array]:
    """Return for each entry of the rows `keys` [k] its place in `keys` and its own place.

    `offsets` int64 [rows + 1] are where rows start.
    """
    starts = offsets.take(keys)
    counts = offsets.take(np.asarray(keys) + 1) - starts
    return np.arange(len(keys)).repeat(counts), ranges(starts, counts)
