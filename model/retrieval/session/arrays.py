"""The arrays of the session ranker, and what its files share."""

import numpy as np

from model.arrays.artifact import Array, ArrayReader

PREFIX = "next_item"
"""The arrays' names begin with the id of their source."""

Scored = tuple[Array, Array]
"""Items [k], where one may come several times, and what each entry adds to its item's score [k]."""


def session_array(arrays: ArrayReader, name: str) -> Array:
    """Return an array as a plain ndarray: each slice of a `memmap` costs a Python call more."""
    return np.asarray(arrays[f"{PREFIX}/{name}"])


def newest_first(prefix: Array, limit: int) -> tuple[Array, Array]:
    """Return the distinct items of a session [events], newest first, and their ages in events."""
    age = dict(zip(prefix.tolist(), range(len(prefix) - 1, -1, -1), strict=True))
    ages = np.array(sorted(age.values())[:limit], np.intp)
    return prefix[::-1][ages], ages
