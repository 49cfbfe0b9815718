"""The catalogue by group: its items, facets, content and age."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from model.arrays.ragged import rows as entries
from model.arrays.sorting import distinct
from model.catalogue.content_similarity import ItemContent
from model.catalogue.rows import CatalogueRows


class CatalogueGroups:
    """The catalogue's rows by group, the items of a group end to end."""

    def __init__(self, rows: CatalogueRows) -> None:
        self.rows = rows
        self._order = np.argsort(rows.group, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(rows.group[self._order], np.arange(len(self) + 1))
        self._first = self._starts[:-1]
        self.on_sale = self.having(rows.on_sale)
        self._category = rows.category[self._order[self._first]]
        self._kept_new: tuple[float, NDArray[np.intp]] = (inf, self._first[:0])

    def __len__(self) -> int:
        return len(self.rows.groups)

    def having(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask [groups]: those with any of the rows of a mask [rows]."""
        having = np.zeros(len(self), np.bool_)
        having[self.rows.group[rows]] = True
        return having

    def emptied(self, rows: NDArray[np.int32], passing: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return the groups of rows [k] that have no row in the mask `passing` [rows].

        None of the rows [k] is in the mask, so a group of one row has none.
        """
        groups = self.rows.group.take(rows)
        if (self._starts.take(groups + 1) - self._starts.take(groups)).max(initial=1) == 1:
            return groups
        groups, _, _ = distinct(groups)
        owner, at = entries(self._starts, groups)
        left = np.bincount(owner, passing[self._order[at]], len(groups))
        gone: NDArray[np.int32] = groups[left == 0]
        return gone

    def without(self, rows: NDArray[np.bool_]) -> "CatalogueGroups":
        """Return the same groups without the rows of a mask [rows]."""
        fewer = copy(self)
        fewer.rows = self.rows.without(rows)
        fewer.on_sale = fewer.having(fewer.rows.on_sale)
        return fewer

    @cached_property
    def created(self) -> NDArray[np.int64]:
        """The time in ms, [groups], when the newest item of each group was put first."""
        created: NDArray[np.int64] = np.maximum.reduceat(
            self.rows.created_at[self._order], self._first
        )
        return created

    @cached_property
    def newest(self) -> NDArray[np.intp]:
        """The groups by their newest item, the newest first, [groups]."""
        return np.argsort(-self.created, kind="stable")

    def created_since(self, at: int) -> NDArray[np.intp]:
        """Return the groups [k] that are new since a time in ms, in rising order.

        Requests ask for later and later times, so those of an earlier time are kept.
        """
        earlier, groups = self._kept_new
        if at < earlier:
            groups = np.flatnonzero(self.created >= at)
            self._kept_new = at, groups
        return groups[self.created[groups] >= at]

    @cached_property
    def content(self) -> ItemContent:
        """The content of each group, that of its newest row."""
        rows = self._order[self._starts[1:] - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            price = np.log2(self.rows.price[rows])
        price[~np.isfinite(price)] = np.nan
        return ItemContent(self.rows.category[rows], self.rows.brand[rows], price)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, or of a group's own name, int32, −1 unknown."""
        rows = self.rows.find(ids)
        groups: NDArray[np.int32] = np.where(rows >= 0, self.rows.group[rows], -1)
        (missing,) = (groups < 0).nonzero()
        if len(missing):
            groups[missing] = self.rows.groups.find([ids[at] for at in missing.tolist()])
        return groups

    def only_row(self, name: str) -> int | None:
        """Return the row of the one item of a group, by the group's name; None if not just one."""
        rows = self._rows_in(name)
        return rows[0] if len(rows) == 1 else None

    def items_in(self, name: str) -> list[str]:
        """Return the items of a group, by the group's name."""
        return [self.rows.get(row) for row in self._rows_in(name)]

    def _rows_in(self, name: str) -> list[int]:
        group = int(self.rows.groups.find([name])[0])
        if group < 0:
            return []
        rows: list[int] = self._order[self._starts[group] : self._starts[group + 1]].tolist()
        return [row for row in rows if self.rows.exists(row)]

    def category_of(self, group: int) -> str | None:
        code = int(self._category[group])
        return None if code < 0 else self.rows.categories.get(code)

    def facets(self, groups: NDArray[np.int32]) -> list[NDArray[np.int32]]:
        """Return category and brand of the first item of groups [k], as codes [k], −1 unknown."""
        rows = self._order[self._first[groups]]
        return [self.rows.category[rows], self.rows.brand[rows]]

    def within(self, category: str) -> NDArray[np.bool_]:
        """Return a mask [groups]: those of a category and below it."""
        return self.rows.category_paths.within(category, self._category)

    def pick_each(
        self,
        groups: NDArray[np.int32],
        passing: NDArray[np.bool_],
        preferred: Callable[[int], Iterable[str]],
    ) -> list[str | None]:
        """Return what `pick` returns for groups [k]; `preferred` are the items for the k-th."""
        first = self._starts[groups]
        rows, several = self._order[first], self._starts[groups + 1] - first > 1
        found: list[str | None] = [*self.rows.get_each(rows)]
        for at in (several | ~passing[rows]).nonzero()[0].tolist():
            found[at] = self.pick(int(groups[at]), passing, preferred(at))
        return found

    def pick(self, group: int, passing: NDArray[np.bool_], preferred: Iterable[str]) -> str | None:
        """Return a group's item in `passing` [rows]: the first of `preferred`, else the first."""
        rows = self._order[self._starts[group] : self._starts[group + 1]].tolist()
        items = [self.rows.get(row) for row in rows if passing[row]]
        if len(items) < 2:
            return items[0] if items else None
        return next((item for item in preferred if item in items), items[0])
