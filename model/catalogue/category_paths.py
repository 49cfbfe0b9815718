"""Categories as paths, `A > B > C`: what is in a category is also in those above it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SEPARATOR = " > "


class Names(Protocol):
    """The categories by their codes 0..n-1."""

    def __len__(self) -> int: ...

    def get(self, row: int) -> str: ...


class CategoryPaths:
    """The codes of a category and of all below it; read from `names` once, at the first filter."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def within(self, category: str, codes: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return a mask [n] over codes [n], −1 unknown: those in the category."""
        inside = self._below.get(category, ())
        if len(inside) == 1:
            only: NDArray[np.bool_] = codes == inside[0]
            return only
        return np.isin(codes, np.array(inside, np.int32))

    @cached_property
    def _below(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for code in range(len(self._names)):
            for path in _upwards(self._names.get(code)):
                found[path].append(code)
        return dict(found)


def _upwards(path: str) -> Iterator[str]:
    """The category itself, and those above it."""
    while path:
        yield path
        path = path.rpartition(SEPARATOR)[0]
