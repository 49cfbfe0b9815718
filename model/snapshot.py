"""The catalogue as arrays: no Python object per item, memory-mapped by whoever serves."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact, nest, write_artifact
from model.ids import Arrays, IdTable
from model.stock import Stock, StockRow, stock_arrays

KIND = "snapshot"


@dataclass(frozen=True)
class CatalogRow:
    """One item as the catalogue knows it; `created_at` in ms, `price` in the store's currency."""

    item_id: str
    group_id: str | None = None
    category: str | None = None
    brand: str | None = None
    price: float | None = None
    hidden: bool = False
    created_at: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)
    version: int = 0

    @property
    def group(self) -> str:
        """The product this item is a variant of, by default the item itself."""
        return self.group_id or self.item_id


class Snapshot:
    """Columns of length n (items), in the order of `ids`; `listed` is what is not hidden.

    `changed_until` tells how far its builder had read the changes, in ms.
    """

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self.version = artifact.version
        self.manifest = artifact.manifest
        self.changed_until = int(artifact.manifest.get("changed_until", 0))
        self.ids = IdTable(artifact.group("ids"))
        self.groups = IdTable(artifact.group("groups"))
        self.categories = IdTable(artifact.group("categories"))
        self.brands = IdTable(artifact.group("brands"))
        self.group = np.asarray(artifact["group"])
        self.category = np.asarray(artifact["category"])
        self.brand = np.asarray(artifact["brand"])
        self.price = np.asarray(artifact["price"])
        self.listed = np.asarray(artifact["listed"])
        self.created_at = np.asarray(artifact["created_at"])
        self.versions = np.asarray(artifact["versions"])
        self.stock = Stock(artifact)
        self._blob = np.asarray(artifact["attributes/blob"])
        self._offsets = np.asarray(artifact["attributes/offsets"])

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Open and verify; `ArtifactError` if damaged, unfinished or of another kind."""
        return cls(Artifact.open(folder, kind=KIND))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def stock_rows(self) -> NDArray[np.int32]:
        """The row of each of the stock's items, int32, −1 for one that is not in the catalogue."""
        return self.stock.items.match(self.ids)

    def array(self, name: str) -> NDArray[Any]:
        """Return one of the arrays it is made of, by the name it was written under."""
        return self._artifact[name]

    def attributes(self, index: int) -> dict[str, Any]:
        """Return what the catalogue says of an item, as it was put."""
        raw = self._blob[self._offsets[index] : self._offsets[index + 1]].tobytes()
        found: dict[str, Any] = json.loads(raw)
        return found

    def row(self, index: int) -> CatalogRow:
        """Return one item as it was built from."""
        price = float(self.price[index])
        return CatalogRow(
            item_id=self.ids.get(index),
            group_id=self.groups.get(int(self.group[index])),
            category=_name(self.categories, int(self.category[index])),
            brand=_name(self.brands, int(self.brand[index])),
            price=None if np.isnan(price) else price,
            hidden=not self.listed[index],
            created_at=int(self.created_at[index]),
            attributes=self.attributes(index),
            version=int(self.versions[index]),
        )

    def rows(self) -> Iterator[CatalogRow]:
        """Yield every item; one Python object at a time."""
        return (self.row(index) for index in range(len(self)))


def build(
    rows: Iterable[CatalogRow],
    folder: Path,
    version: str,
    *,
    stock: Iterable[StockRow] = (),
    changed_until: int = 0,
) -> Snapshot:
    """Write a snapshot of the rows (ids distinct, else `ValueError`) and open it."""
    arrays = {**_item_arrays(list(rows)), **stock_arrays(stock)}
    return _written(arrays, folder, version, changed_until)


def rebuild(
    earlier: Snapshot,
    changed: Iterable[CatalogRow],
    deleted: Iterable[str],
    folder: Path,
    version: str,
    *,
    stock: Iterable[StockRow] = (),
    changed_until: int = 0,
) -> Snapshot:
    """Build from an earlier snapshot and what changed since; an older version never wins.

    Cost follows the catalogue (about 10 µs an item), not the number of reads of the table; where
    only stock changed, the items' arrays are taken over as they are.
    """
    fresh = {row.item_id: row for row in changed}
    gone = frozenset(deleted)
    items = (
        _item_arrays(list(_merged(earlier, fresh, gone)))
        if fresh or gone
        else {name: earlier.array(name) for name in _item_arrays([])}
    )
    arrays = {**items, **stock_arrays(stock, earlier.stock)}
    return _written(arrays, folder, version, max(changed_until, earlier.changed_until))


def _merged(
    earlier: Snapshot, fresh: dict[str, CatalogRow], gone: frozenset[str]
) -> Iterator[CatalogRow]:
    for row in earlier.rows():
        newer = fresh.get(row.item_id)
        if newer is not None and newer.version < row.version:
            fresh.pop(row.item_id)
            newer = None
        if newer is None and row.item_id not in gone:
            yield row
    yield from (row for row in fresh.values() if row.item_id not in gone)


def _item_arrays(items: list[CatalogRow]) -> Arrays:
    return {
        **nest("ids", IdTable.build(row.item_id for row in items)),
        **_coded("group", "groups", [row.group for row in items]),
        **_coded("category", "categories", [row.category for row in items]),
        **_coded("brand", "brands", [row.brand for row in items]),
        **nest("attributes", _json_blob([row.attributes for row in items])),
        "price": np.array([_price(row.price) for row in items], np.float32),
        "listed": np.array([not row.hidden for row in items], np.bool_),
        "created_at": np.array([row.created_at for row in items], np.int64),
        "versions": np.array([row.version for row in items], np.int64),
    }


def _written(arrays: Arrays, folder: Path, version: str, changed_until: int) -> Snapshot:
    about = {
        "items": len(arrays["listed"]),
        "listed": int(arrays["listed"].sum()),
        "stock": len(arrays["stock/item"]),
        "changed_until": changed_until,
    }
    write_artifact(folder, kind=KIND, version=version, arrays=arrays, manifest=about)
    return Snapshot.open(folder)


def _price(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _name(table: IdTable, code: int) -> str | None:
    return None if code < 0 else table.get(code)


def _coded(column: str, table: str, names: list[Any]) -> Arrays:
    """Return int32 codes into a table of the distinct names, −1 for None."""
    codes: dict[str, int] = {}
    column_codes = [-1 if name is None else codes.setdefault(name, len(codes)) for name in names]
    return {column: np.array(column_codes, np.int32), **nest(table, IdTable.build(codes))}


def _json_blob(values: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """Return compact JSON of each value, end to end: blob uint8 and offsets int64 [n+1]."""
    raw = [json.dumps(each, separators=(",", ":")).encode("ascii") for each in values]
    lengths = np.fromiter((len(each) for each in raw), np.int64, len(raw))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return {"blob": np.frombuffer(b"".join(raw), np.uint8), "offsets": offsets}
