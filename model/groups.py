"""One numbering for every group that can be shown: the model's, then those only in the catalogue.

Learning is per group, selling is per item; this is where the two meet.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.ids import IdTable
from model.query import Query
from model.snapshot import Snapshot


class Groups:
    """`size` groups; the first `learned` of them are rows of the model's arrays.

    Without a catalogue (none, or an empty one) every group of the model may be shown.
    """

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self._model = _ModelIds(model) if model else None
        self._catalog = _Catalog(snapshot) if snapshot is not None and len(snapshot) else None
        self.learned = len(self._model) if self._model else 0
        self._join()

    def _join(self) -> None:
        """Number the groups, and find for each the catalogue's group that shows it (−1: none)."""
        if self._catalog is None:
            self.size = self.learned
            self.shown = np.arange(self.size, dtype=np.int32)
            self.available = np.ones(self.size, np.bool_)
            return
        known = self._model.shown_in(self._catalog.snapshot) if self._model else _none()
        self._number = np.full(len(self._catalog), -1, np.int32)
        rows = np.flatnonzero(known >= 0)[::-1]
        self._number[known[rows]] = rows
        added = np.flatnonzero(self._number < 0).astype(np.int32)
        self._number[added] = self.learned + np.arange(len(added), dtype=np.int32)
        self.shown = np.concatenate([known, added])
        self.size = len(self.shown)
        self.available = (self.shown >= 0) & self._catalog.sellable[self.shown]

    def of(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, −1 where neither model nor catalogue knows it."""
        found = self._model.find(ids) if self._model else np.full(len(ids), -1, np.int32)
        missing = np.flatnonzero(found < 0)
        if self._catalog is not None and len(missing):
            groups = self._catalog.find([ids[at] for at in missing.tolist()])
            found[missing] = np.where(groups >= 0, self._number[groups], -1)
        return found

    def category_of(self, group: int) -> str | None:
        """Return the category of a group; the catalogue's word goes before the model's."""
        if self._catalog is not None and self.shown[group] >= 0:
            return self._catalog.category_of(int(self.shown[group]))
        return self._model.category_of(group) if self._model and group < self.learned else None

    def allowed(self, query: Query, blocked: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return a mask over all groups: what could still be shown for this query."""
        mask = self.available.copy()
        if query.category is not None:
            mask &= self.within(query.category)
        if query.max_price is not None and self._catalog is not None:
            mask &= (self._catalog.cheapest <= query.max_price)[self.shown]
        mask[blocked] = False
        if query.exclude:
            mask[self._emptied(query.exclude)] = False
        return mask

    def within(self, category: str) -> NDArray[np.bool_]:
        """Return a mask over all groups: those of a category."""
        if self._catalog is not None:
            return self._catalog.within(category)[self.shown] & (self.shown >= 0)
        return self._model.within(category) if self._model else np.zeros(0, np.bool_)

    def pick(self, group: int, query: Query) -> str | None:
        """Return the item of a group to show: the first on sale that passes the filters."""
        if self._catalog is not None:
            return self._catalog.pick(int(self.shown[group]), query)
        return self._model.item_of(group) if self._model else None

    def newest(self) -> Iterator[int]:
        """Yield the catalogue's groups, newest first."""
        if self._catalog is None:
            return iter(())
        return (int(self._number[group]) for group in self._catalog.newest)

    def _emptied(self, exclude: frozenset[str]) -> NDArray[np.int32]:
        """Groups with nothing left to show; of larger groups `pick` leaves out the excluded."""
        groups = self.of(list(exclude))
        groups = groups[groups >= 0]
        if self._catalog is None:
            return groups
        return groups[self._catalog.sizes[self.shown[groups]] <= 1]


class _ModelIds:
    """Names and categories as they stood when the model was trained."""

    def __init__(self, model: Artifact) -> None:
        self._items = IdTable(model.group("items"))
        self._groups = IdTable(model.group("groups"))
        self._categories = IdTable(model.group("categories"))
        self._item_group = np.asarray(model["item_group"])
        self._group_item = np.asarray(model["group_item"])
        self._category = np.asarray(model["category"])

    def __len__(self) -> int:
        return len(self._group_item)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        rows = self._items.find(ids)
        groups: NDArray[np.int32] = np.where(rows >= 0, self._item_group[rows], -1)
        return groups

    def item_of(self, group: int) -> str:
        return self._items.get(int(self._group_item[group]))

    def category_of(self, group: int) -> str | None:
        code = int(self._category[group])
        return None if code < 0 else self._categories.get(code)

    def within(self, category: str) -> NDArray[np.bool_]:
        code = int(self._categories.find([category])[0])
        inside: NDArray[np.bool_] = (self._category == code) & (code >= 0)
        return inside

    def shown_in(self, snapshot: Snapshot) -> NDArray[np.int32]:
        """Find each group in the catalogue by its name, else by its most popular item."""
        by_name = self._groups.match(snapshot.groups)
        by_item = self._items.match(snapshot.ids)[self._group_item]
        found: NDArray[np.int32] = np.where(
            by_name >= 0, by_name, np.where(by_item >= 0, snapshot.group[by_item], -1)
        )
        return found.astype(np.int32)


class _Catalog:
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


def _none() -> NDArray[Any]:
    return np.zeros(0, np.int32)
