"""What the serving side reads: named arrays."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct

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
    newest = prefix[::-1]
    ages = np.sort(distinct(newest)[2])[:limit]
    return newest[ages], ages
