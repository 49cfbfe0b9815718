"""The catalogue as arrays: no Python object per item, memory-mapped by whoever serves."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact, nest, write_artifact
from model.ids import Arrays, IdTable

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
    """Columns of length n (items), in the order of `ids`."""

    def __init__(self, artifact: Artifact) -> None:
        self.version = artifact.version
        self.manifest = artifact.manifest
        self.ids = IdTable(artifact.group("ids"))
        self.groups = IdTable(artifact.group("groups"))
        self.categories = IdTable(artifact.group("categories"))
        self.brands = IdTable(artifact.group("brands"))
        self.group = np.asarray(artifact["group"])
        self.category = np.asarray(artifact["category"])
        self.brand = np.asarray(artifact["brand"])
        self.price = np.asarray(artifact["price"])
        self.sellable = np.asarray(artifact["sellable"])
        self.created_at = np.asarray(artifact["created_at"])
        self.versions = np.asarray(artifact["versions"])
        self._blob = np.asarray(artifact["attributes/blob"])
        self._offsets = np.asarray(artifact["attributes/offsets"])

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Open and verify; `ArtifactError` if damaged, unfinished or of another kind."""
        return cls(Artifact.open(folder, kind=KIND))

    def __len__(self) -> int:
        return len(self.ids)

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
            hidden=not self.sellable[index],
            created_at=int(self.created_at[index]),
            attributes=self.attributes(index),
            version=int(self.versions[index]),
        )

    def rows(self) -> Iterator[CatalogRow]:
        """Yield every item; one Python object at a time."""
        return (self.row(index) for index in range(len(self)))


def build(rows: Iterable[CatalogRow], folder: Path, version: str) -> Snapshot:
    """Write a snapshot of the rows (ids distinct, else `ValueError`) and open it."""
    items = list(rows)
    arrays = {
        **nest("ids", IdTable.build(row.item_id for row in items)),
        **_coded("group", "groups", [row.group for row in items]),
        **_coded("category", "categories", [row.category for row in items]),
        **_coded("brand", "brands", [row.brand for row in items]),
        **nest("attributes", _json_blob([row.attributes for row in items])),
        "price": np.array([_price(row.price) for row in items], np.float32),
        "sellable": np.array([not row.hidden for row in items], np.bool_),
        "created_at": np.array([row.created_at for row in items], np.int64),
        "versions": np.array([row.version for row in items], np.int64),
    }
    about = {"items": len(items), "sellable": int(arrays["sellable"].sum())}
    write_artifact(folder, kind=KIND, version=version, arrays=arrays, manifest=about)
    return Snapshot.open(folder)


def rebuild(
    earlier: Snapshot,
    changed: Iterable[CatalogRow],
    deleted: Iterable[str],
    folder: Path,
    version: str,
) -> Snapshot:
    """Build from an earlier snapshot and what changed since; an older version never wins.

    Cost follows the catalogue (about 10 µs an item), not the number of reads of the table.
    """
    fresh = {row.item_id: row for row in changed}
    gone = frozenset(deleted)
    kept: list[CatalogRow] = []
    for row in earlier.rows():
        newer = fresh.get(row.item_id)
        if newer is not None and newer.version < row.version:
            fresh.pop(row.item_id)
            newer = None
        if newer is None and row.item_id not in gone:
            kept.append(row)
    added = (row for row in fresh.values() if row.item_id not in gone)
    return build(chain(kept, added), folder, version)


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
