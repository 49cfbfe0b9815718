"""Every group that can be shown: the model's, then those that only the catalogue has.

Models learn by group, shops sell by item; this is where the two meet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.catalogue.catalogue_groups import CatalogueGroups
from model.catalogue.changes import Changes
from model.catalogue.content_similarity import ItemContent
from model.catalogue.group_index import GroupIndex
from model.catalogue.model_groups import ModelGroups
from model.catalogue.rows import CatalogueRows
from model.catalogue.snapshot import Snapshot
from model.query import Query

NOTHING = np.zeros(0, np.int32)


class ItemGroups:
    """`size` groups; the first `learned` of them are rows of the model's arrays.

    `shown` int32 [size] is the catalogue's group that shows each, −1 without one. Without a
    catalogue (none, or an empty one) every group of the model may be shown.
    """

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self._model = ModelGroups(model) if model else None
        self._snapshot = snapshot
        self.learned = len(self._model) if self._model else 0
        self._known = NOTHING
        if self._model and snapshot is not None:  # an empty catalogue is one, too
            self._known = self._model.shown_in(snapshot)
        self._set_changes(Changes())

    def overlaid(self, changes: Changes) -> "ItemGroups":
        """Return the same groups over a catalogue that changed since its snapshot."""
        later = copy(self)
        later._set_changes(changes)
        return later

    def _set_changes(self, changes: Changes) -> None:
        rows = CatalogueRows(self._snapshot, changes) if self._snapshot is not None else None
        self._catalog = CatalogueGroups(rows) if rows else None
        self._number()

    def _number(self) -> None:
        """Set `size`, `shown` and `available`."""
        if self._catalog is None:
            self.size = self.learned
            self.shown = np.arange(self.size, dtype=np.int32)
            self.available = np.ones(self.size, np.bool_)
            return
        known = self._known
        if self._model:
            known = self._model.shown_later(known, self._catalog.rows)
        self._index = GroupIndex(known, len(self._catalog))
        self.shown = self._index.shown
        self.size = len(self.shown)
        self.available = self._index.mask(self._catalog.on_sale)

    @property
    def rows(self) -> CatalogueRows | None:
        """The catalogue's rows; None without a catalogue."""
        return self._catalog.rows if self._catalog else None

    def without(self, rows: NDArray[np.bool_]) -> "ItemGroups":
        """Return the same groups without the rows of a mask; without a catalogue, of groups."""
        fewer = copy(self)
        if self._catalog is None:
            fewer.available = self.available & ~rows
        else:
            fewer._catalog = self._catalog.without(rows)
            fewer.available = self._index.mask(fewer._catalog.on_sale)
        return fewer

    def having(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask over all groups: those with any of the rows of a mask [rows]."""
        return rows if self._catalog is None else self._index.mask(self._catalog.having(rows))

    def items_of(self, groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask over the catalogue's rows: those of the groups of a mask [groups]."""
        if self._catalog is None:
            return groups
        shown = np.zeros(len(self._catalog), np.bool_)
        shown[self.shown[groups & (self.shown >= 0)]] = True
        return np.asarray(shown[self._catalog.rows.group])

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each name, int32, −1 where neither model nor catalogue has it.

        A name is an item's id, else an alias that the catalogue gives it, else a group's.
        """
        if self._catalog is not None and self._catalog.rows.has_aliases:
            ids = self._catalog.rows.named(ids)
        found = self._model.find(ids) if self._model else np.full(len(ids), -1, np.int32)
        (missing,) = (found < 0).nonzero()
        if len(missing):
            found[missing] = self._found_later([ids[at] for at in missing.tolist()])
        return found

    def _found_later(self, names: Sequence[str]) -> NDArray[np.int32]:
        """Return the groups [k] of names that are no items of the model, −1 unknown."""
        found = np.full(len(names), -1, np.int32)
        if self._catalog is not None:
            groups = self._catalog.find(names)
            found = np.where(groups >= 0, self._index.first[groups], -1).astype(np.int32)
        if self._model:
            found = np.where(found >= 0, found, self._model.find_groups(names))
        return found

    def only_row(self, name: str) -> int | None:
        """Return the catalogue's row of the one item of a group, by the group's name.

        None if the catalogue has no such group, or several items of it.
        """
        return self._catalog.only_row(name) if self._catalog is not None else None

    def items_in(self, name: str) -> list[str]:
        """Return the catalogue's items of a group, by the group's name."""
        return self._catalog.items_in(name) if self._catalog is not None else []

    def category_of(self, group: int) -> str | None:
        """Return the category of a group: the catalogue's, else the model's."""
        if self._catalog is not None and self.shown[group] >= 0:
            return self._catalog.category_of(int(self.shown[group]))
        return self._model.category_of(group) if self._model and group < self.learned else None

    def facets(self, groups: NDArray[Any]) -> list[NDArray[Any]]:
        """Return the facets of groups [k] as codes [k], −1 unknown: their category and brand."""
        if self._catalog is not None:
            return self._catalog.facets(self.shown[groups])
        return self._model.facets(groups) if self._model else []

    def content(self, groups: NDArray[Any]) -> ItemContent | None:
        """Return the content of groups [k]; None without a catalogue."""
        return self._catalog.content.select(self.shown[groups]) if self._catalog else None

    def similar(self, group: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the groups [k] with content like that of one, and their similarity [k], 0..1."""
        if self._catalog is None or self.shown[group] < 0:
            return NOTHING, np.zeros(0)
        found, similarity = self._catalog.content.similar(int(self.shown[group]))
        return self._index.first[found], similarity

    def created_since(self, at: float) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the groups [k] that are new since a time in ms, and their times [k]."""
        if self._catalog is None:
            return NOTHING, np.zeros(0, np.int64)
        found = self._catalog.created_since(int(at))
        return self._index.first[found], self._catalog.created[found]

    def excluded(self, query: Query) -> NDArray[np.int32]:
        """Return the catalogue's rows [k] that a query excludes; none without a catalogue."""
        if self._catalog is None or not query.exclude:
            return NOTHING
        return self._catalog.rows.excluded(query)

    def passing(
        self, query: Query, excluded: NDArray[np.int32] | None = None
    ) -> NDArray[np.bool_] | None:
        """Return a mask [rows] over the catalogue: what passes the filters; None without one.

        `excluded` are those of the query, where they are known.
        """
        return self._catalog.rows.passing(query, excluded) if self._catalog else None

    def allowed(
        self,
        query: Query,
        passing: NDArray[np.bool_] | None,
        blocked: NDArray[np.int32],
        excluded: NDArray[np.int32] | None = None,
    ) -> NDArray[np.bool_]:
        """Return a mask over all groups: those in `passing` [rows] and not in `blocked` [k].

        `excluded` are those of the query, where they are known.
        """
        if self._catalog is None or passing is None:
            mask = self._unfiltered(query)
        elif query.filters:
            mask = np.zeros(self.size, np.bool_)
            mask[self._index.find(self._catalog.rows.group[passing])] = True
        else:
            mask = self.available.copy()
            left_out = self.excluded(query) if excluded is None else excluded
            if len(left_out):
                mask[self._index.find(self._catalog.emptied(left_out, passing))] = False
        mask[blocked] = False
        return mask

    def _unfiltered(self, query: Query) -> NDArray[np.bool_]:
        """Return a mask over the model's groups.

        Without a catalogue prices and brands are unknown.
        """
        mask = self.available.copy()
        if query.category is not None:
            mask &= self.within(query.category)
        excluded = self.find(list(query.exclude))
        mask[excluded[excluded >= 0]] = False
        return mask

    def within(self, category: str) -> NDArray[np.bool_]:
        """Return a mask over all groups: those of a category."""
        if self._catalog is not None:
            return self._index.mask(self._catalog.within(category))
        return self._model.within(category) if self._model else np.zeros(0, np.bool_)

    def pick(
        self, group: int, passing: NDArray[np.bool_] | None, own_items: Iterable[str]
    ) -> str | None:
        """Return the item to show of a group: the person's own variant, the best-selling, or any.

        `passing` [rows] are those that may be shown; None if the group has none.
        """
        if self._catalog is None or passing is None:
            return next(self._best(group), None)
        return self._catalog.pick(
            int(self.shown[group]), passing, chain(own_items, self._best(group))
        )

    def pick_each(
        self,
        groups: NDArray[Any],
        passing: NDArray[np.bool_] | None,
        own_items: Callable[[], Iterable[str]],
    ) -> list[str | None]:
        """Return what `pick` returns for groups [k]: the ids of all are read at once."""
        if self._catalog is None or passing is None:
            return [next(self._best(group), None) for group in groups.tolist()]
        return self._catalog.pick_each(
            self.shown[groups], passing, lambda at: chain(own_items(), self._best(int(groups[at])))
        )

    def _best(self, group: int) -> Iterator[str]:
        """Yield the best-selling item of a group, if the model knows it."""
        if self._model and group < self.learned:
            yield self._model.item_of(group)

    def attributes(self, item_ids: Sequence[str]) -> list[dict[str, Any] | None]:
        """Return the attributes of each item; None where the catalogue lacks it."""
        if self._catalog is None:
            return [None] * len(item_ids)
        rows = self._catalog.rows
        found = rows.find(item_ids)
        known = iter(rows.attributes(found[found >= 0]))
        return [next(known) if row >= 0 else None for row in found.tolist()]

    def newest(self, allowed: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return the catalogue's groups of a mask `allowed` [groups], newest first."""
        if self._catalog is None:
            return NOTHING
        groups = self._index.first[self._catalog.newest]
        return np.asarray(groups[allowed[groups]])
