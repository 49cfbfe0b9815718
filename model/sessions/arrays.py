"""What the serving side reads: named arrays."""

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


def newest_first(prefix: Array, limit: int) -> tuple[Array, Array]:
    """The distinct items of a session, newest first, and how many events ago each was seen."""
    items, ages = np.unique(prefix[::-1], return_index=True)
    order = np.argsort(ages)[:limit]
    return items[order], ages[order]
