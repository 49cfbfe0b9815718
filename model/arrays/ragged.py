"""Rows of uneven length, end to end in one array."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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
