"""Where items are available, as arrays: one entry for each item and place with stock.

Separate from the catalogue's rows, because stock may come before its item.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays, Artifact, nest
from model.arrays.id_table import IdTable
from model.catalogue.extended_ids import ExtendedIds


@dataclass(frozen=True)
class StockRow:
    """Whether an item is available at a place, as of a version."""

    item_id: str
    place: str
    available: bool
    version: int = 0


class Stock:
    """Entries sorted by place, then by item; both are numbers of `places` and `items`.

    `starts` int64 [places + 1], `item` int32 [m], `available` bool [m], `versions` int64 [m].
    """

    def __init__(self, artifact: Artifact) -> None:
        self.items = IdTable(artifact.group("stock/items"))
        self.places = IdTable(artifact.group("stock/places"))
        self.starts = np.asarray(artifact["stock/starts"])
        self.item = np.asarray(artifact["stock/item"])
        self.available = np.asarray(artifact["stock/available"])
        self.versions = np.asarray(artifact["stock/versions"])

    def __len__(self) -> int:
        return len(self.item)

    def at(self, place: str) -> slice:
        """Return the slice of the entries of a place."""
        code = int(self.places.find([place])[0])
        return slice(int(self.starts[code]), int(self.starts[code + 1])) if code >= 0 else slice(0)

    def find(self, item_ids: Sequence[str], places: Sequence[str]) -> NDArray[np.int64]:
        """Return the entry int64 [k] of item k at place k, −1 where there is none."""
        items = self.items.find(item_ids).astype(np.int64)
        codes = self.places.find(places).astype(np.int64)
        keys = codes * len(self.items) + items
        at = np.searchsorted(self._keys, keys)
        there = (items >= 0) & (codes >= 0) & (at < len(self))
        there[there] = self._keys[at[there]] == keys[there]
        return np.where(there, at, -1)

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        """Place and item of each entry as one rising number, int64 [m]."""
        place = np.repeat(np.arange(len(self.places), dtype=np.int64), np.diff(self.starts))
        keys: NDArray[np.int64] = place * len(self.items) + self.item
        return keys

    def rows(self) -> Iterator[StockRow]:
        """Yield every entry; one Python object at a time."""
        for code in range(len(self.places)):
            for at in range(int(self.starts[code]), int(self.starts[code + 1])):
                yield StockRow(
                    self.items.get(int(self.item[at])),
                    self.places.get(code),
                    bool(self.available[at]),
                    int(self.versions[at]),
                )


def stock_arrays(rows: Iterable[StockRow], earlier: Stock | None = None) -> Arrays:
    """Return the arrays of `earlier` with the rows over it; an older version never wins."""
    fresh = list(rows)
    items = ExtendedIds(earlier.items if earlier else _empty(), (row.item_id for row in fresh))
    places = ExtendedIds(earlier.places if earlier else _empty(), (row.place for row in fresh))
    item = items.codes([row.item_id for row in fresh])
    place = places.codes([row.place for row in fresh])
    available = np.array([row.available for row in fresh], np.bool_)
    versions = np.array([row.version for row in fresh], np.int64)
    if earlier:
        here = np.repeat(np.arange(len(earlier.places), dtype=np.int32), np.diff(earlier.starts))
        item, place = np.concatenate([earlier.item, item]), np.concatenate([here, place])
        available = np.concatenate([earlier.available, available])
        versions = np.concatenate([earlier.versions, versions])
    kept = _newest(place.astype(np.int64) * len(items) + item, versions)
    return {
        **nest("stock/items", _table(items)),
        **nest("stock/places", _table(places)),
        "stock/starts": np.searchsorted(place[kept], np.arange(len(places) + 1)).astype(np.int64),
        "stock/item": item[kept].astype(np.int32),
        "stock/available": available[kept],
        "stock/versions": versions[kept],
    }


def _newest(keys: NDArray[np.int64], versions: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the positions of the newest of each key, in the order of keys; of ties the last."""
    order = np.lexsort((versions, keys))
    last = np.ones(len(order), np.bool_)
    last[:-1] = keys[order][1:] != keys[order][:-1]
    return order[last]


def _table(names: ExtendedIds) -> Arrays:
    return IdTable.build(names.get(row) for row in range(len(names)))


def _empty() -> IdTable:
    return IdTable(IdTable.build(()))
