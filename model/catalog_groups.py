"""The catalogue by group: what of it can be shown, under which filters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.query import Query
from model.snapshot import Snapshot


class CatalogGroups:
    """The snapshot by group: its items end to end, and what holds for the group as a whole."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._items = np.argsort(snapshot.group, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(snapshot.group[self._items], np.arange(len(self) + 1))
        first = self._starts[:-1]
        on_sale = snapshot.sellable[self._items]
        price = np.where(on_sale, snapshot.price[self._items], np.nan)
        created = snapshot.created_at[self._items]
        self.sellable = np.logical_or.reduceat(on_sale, first)
        self.sizes = np.add.reduceat(on_sale, first, dtype=np.int32)
        self.cheapest = np.fmin.reduceat(price, first)
        self.newest = np.argsort(-np.maximum.reduceat(created, first), kind="stable")
        self._category = snapshot.category[self._items[first]]

    def __len__(self) -> int:
        return len(self.snapshot.groups)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        rows = self.snapshot.ids.find(ids)
        groups: NDArray[np.int32] = np.where(rows >= 0, self.snapshot.group[rows], -1)
        return groups

    def category_of(self, group: int) -> str | None:
        code = int(self._category[group])
        return None if code < 0 else self.snapshot.categories.get(code)

    def within(self, category: str) -> NDArray[np.bool_]:
        code = int(self.snapshot.categories.find([category])[0])
        inside: NDArray[np.bool_] = (self._category == code) & (code >= 0)
        return inside

    def pick(self, group: int, query: Query) -> str | None:
        for row in self._items[self._starts[group] : self._starts[group + 1]].tolist():
            if self.snapshot.sellable[row] and self._affordable(row, query):
                item = self.snapshot.ids.get(row)
                if item not in query.exclude:
                    return item
        return None

    def _affordable(self, row: int, query: Query) -> bool:
        """A price nobody knows passes no price filter."""
        return query.max_price is None or bool(self.snapshot.price[row] <= query.max_price)
