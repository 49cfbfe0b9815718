"""The catalogue's items as rows: those of the snapshot, and the later changes over them."""

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.catalogue.aliases import ItemAliases
from model.catalogue.availability import Availability
from model.catalogue.category_paths import CategoryPaths
from model.catalogue.changes import Changes
from model.catalogue.extended_ids import ExtendedIds
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.query import Query


class CatalogueRows:
    """Rows 0..n-1 are the snapshot's; each item put since then has one after them.

    A row that was replaced or deleted stays, and is not listed.
    """

    def __init__(self, snapshot: Snapshot, changes: Changes | None = None) -> None:
        changes = changes or Changes()
        later = changes.items
        self.snapshot, self.later = snapshot, later
        self._first_later = len(snapshot)
        self._row = {row.item_id: len(snapshot) + at for at, row in enumerate(later)}
        self.groups = ExtendedIds(snapshot.groups, (row.group for row in later))
        self.categories = ExtendedIds(snapshot.categories, (row.category for row in later))
        self.category_paths = CategoryPaths(self.categories)
        self._brands = ExtendedIds(snapshot.brands, (row.brand for row in later))
        self._set_columns(later)
        replaced = snapshot.ids.find([*self._row, *changes.gone])
        self.listed[replaced[replaced >= 0]] = False
        self._stale = np.zeros(len(snapshot), np.bool_)
        self._stale[replaced[replaced >= 0]] = True
        self.aliases = ItemAliases(snapshot, later, self._stale)
        self.has_aliases = bool(self.aliases)
        self._stock = self._availability(changes)
        self.on_sale = self.listed & self._stock.anywhere

    def _set_columns(self, later: Sequence[CatalogueRow]) -> None:
        def column(earlier: NDArray[Any], values: ArrayLike) -> NDArray[Any]:
            return np.concatenate([earlier, np.asarray(values, earlier.dtype)])

        base = self.snapshot
        self.listed = column(base.listed, [not row.hidden for row in later])
        self.group = column(base.group, self.groups.codes([row.group for row in later]))
        self.category = column(base.category, self.categories.codes([r.category for r in later]))
        self.brand = column(base.brand, self._brands.codes([row.brand for row in later]))
        self.price = column(base.price, [_price(row.price) for row in later])
        self.created_at = column(base.created_at, [row.created_at for row in later])

    def _availability(self, changes: Changes) -> Availability:
        stock = self.snapshot.stock
        names = ExtendedIds(stock.items, (row.item_id for row in changes.stock))
        rows = np.concatenate([self.snapshot.stock_rows, self.find(names.later)])
        moved = names.find(list(self._row))
        rows[moved[moved >= 0]] = np.fromiter(self._row.values(), np.int32)[moved >= 0]
        return Availability(stock, changes.stock, names, rows, len(self))

    def __len__(self) -> int:
        return self._first_later + len(self.later)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each item id, −1 where unknown."""
        rows = self.snapshot.ids.find(ids)
        if self._row:
            for at, item in enumerate(ids):
                rows[at] = self._row.get(item, rows[at])
        return rows

    def named(self, names: Sequence[str]) -> Sequence[str]:
        """Return the item id in place of each alias, and other names as they are.

        A name that is an item's own id is that item, even if another one has it as an alias.
        """
        if not self.has_aliases:
            return names
        rows = self.aliases.find(names)
        (hits,) = (rows >= 0).nonzero()
        if not len(hits):
            return names
        found = list(names)
        for at in hits.tolist():
            if not self.exists(int(self.find([names[at]])[0])):
                found[at] = self.get(int(rows[at]))
        return found

    def exists(self, row: int) -> bool:
        """Return whether a row is an item that was not deleted; −1 is none."""
        return row >= 0 and not (row < self._first_later and self._stale[row])

    def get(self, row: int) -> str:
        """Return the item id of a row."""
        at = row - self._first_later
        return self.later[at].item_id if at >= 0 else self.snapshot.ids.get(row)

    def get_each(self, rows: NDArray[Any]) -> list[str]:
        """Return the item ids of rows [k]."""
        if rows.max(initial=-1) < self._first_later:
            return self.snapshot.ids.get_each(rows)
        return [self.get(row) for row in rows.tolist()]

    def attributes(self, rows: NDArray[Any]) -> list[dict[str, Any]]:
        """Return the attributes of items [k], as they were put."""
        known = iter(self.snapshot.attributes(rows[rows < self._first_later]))
        places = (rows - self._first_later).tolist()
        return [self.later[at].attributes if at >= 0 else next(known) for at in places]

    def passing(self, query: Query, excluded: NDArray[np.int32] | None = None) -> NDArray[np.bool_]:
        """Return a mask over all rows: those that may be shown and pass every filter of the query.

        An unknown price, brand or category passes no filter on it. `excluded` [k] are the rows that
        the query excludes, where they are known.
        """
        if not query.filters and not query.exclude:
            return self.on_sale
        passing = self._in_stock(query).copy()
        if query.category is not None:
            passing &= self.category_paths.within(query.category, self.category)
        if query.brand is not None:
            passing &= _has_name(self.brand, self._brands, query.brand)
        if query.min_price is not None:
            passing &= self.price >= query.min_price
        if query.max_price is not None:
            passing &= self.price <= query.max_price
        passing[self.excluded(query) if excluded is None else excluded] = False
        return passing

    def excluded(self, query: Query) -> NDArray[np.int32]:
        """Return the rows [k] of the items that a query excludes."""
        found = self.find(self.named(list(query.exclude)))
        return found[found >= 0]

    def without(self, rows: NDArray[np.bool_]) -> "CatalogueRows":
        """Return the same rows, those of a mask [rows] not listed."""
        fewer = copy(self)
        fewer.listed, fewer.on_sale = self.listed & ~rows, self.on_sale & ~rows
        return fewer

    def _in_stock(self, query: Query) -> NDArray[np.bool_]:
        if not query.in_stock:
            return self.listed
        if query.location is None:
            return self.on_sale
        return self.listed & self._stock.at(query.location)


def _has_name(codes: NDArray[np.int32], names: ExtendedIds, name: str) -> NDArray[np.bool_]:
    code = int(names.find([name])[0])
    same: NDArray[np.bool_] = (codes == code) & (code >= 0)
    return same


def _price(value: float | None) -> float:
    return float("nan") if value is None else value
