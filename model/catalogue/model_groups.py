"""The model's groups: their ids and categories at the time of training."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable
from model.catalogue.category_paths import CategoryPaths
from model.catalogue.rows import CatalogueRows
from model.catalogue.snapshot import Snapshot


class ModelGroups:
    """Rows 0..n-1 of the model's arrays."""

    def __init__(self, model: Artifact) -> None:
        self._items = IdTable(model.group("items"))
        self._groups = IdTable(model.group("groups"))
        self._categories = IdTable(model.group("categories"))
        self._item_group = np.asarray(model["item_group"])
        self._group_item = np.asarray(model["group_item"])
        self._category = np.asarray(model["category"])
        self._category_paths = CategoryPaths(self._categories)

    def __len__(self) -> int:
        return len(self._group_item)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, int32, −1 unknown."""
        rows = self._items.find(ids)
        if not len(self):
            return rows
        groups = self._item_group.take(rows)  # −1, unknown, takes the last item's group
        groups[rows < 0] = -1
        return groups

    def find_groups(self, names: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each group's own name, int32, −1 unknown."""
        return self._groups.find(names)

    def item_of(self, group: int) -> str:
        return self._items.get(int(self._group_item[group]))

    def category_of(self, group: int) -> str | None:
        code = int(self._category[group])
        return None if code < 0 else self._categories.get(code)

    def facets(self, groups: NDArray[Any]) -> list[NDArray[np.int32]]:
        """Return the facets of groups [k] as codes [k], −1 unknown: only their category."""
        return [self._category[groups]]

    def within(self, category: str) -> NDArray[np.bool_]:
        """Return a mask [groups]: those of a category and below it."""
        return self._category_paths.within(category, self._category)

    def shown_in(self, snapshot: Snapshot) -> NDArray[np.int32]:
        """Return the catalogue's group of each group, by its id, else by its most popular item."""
        if not len(snapshot):
            return np.full(len(self), -1, np.int32)
        by_name = self._groups.match(snapshot.groups)
        by_item = self._items.match(snapshot.ids)[self._group_item]
        found: NDArray[np.int32] = np.where(
            by_name >= 0, by_name, np.where(by_item >= 0, snapshot.group[by_item], -1)
        )
        return found.astype(np.int32)

    def shown_later(self, known: NDArray[np.int32], rows: CatalogueRows) -> NDArray[np.int32]:
        """Return `known` [groups], from `shown_in`, with the items put since the snapshot."""
        found = known.copy()
        names = self._groups.find(rows.groups.later)
        codes = len(rows.snapshot.groups) + np.arange(len(names), dtype=np.int32)
        found[names[names >= 0]] = codes[names >= 0]
        items = self._items.find([row.item_id for row in rows.later])
        groups = np.where(items >= 0, self._item_group[items], -1)
        lost = (items >= 0) & (self._group_item[groups] == items) & (found[groups] < 0)
        found[groups[lost]] = rows.group[len(rows.snapshot) :][lost]
        return found
