"""Write snapshots: from rows alone, or from an earlier snapshot and the changes since."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays, nest, write_artifact
from model.arrays.byte_strings import ByteStrings
from model.arrays.id_table import IdTable
from model.catalogue.aliases import EMPTY, alias_arrays
from model.catalogue.extended_ids import ExtendedIds
from model.catalogue.snapshot import KIND, CatalogueRow, Snapshot
from model.catalogue.stock import StockRow, stock_arrays

Array = NDArray[Any]
NONE = np.zeros(0, np.int64)


def build(
    rows: Iterable[CatalogueRow],
    folder: Path,
    version: str,
    *,
    stock: Iterable[StockRow] = (),
    changed_until: int = 0,
) -> Snapshot:
    """Write a snapshot of the rows (ids distinct, else `ValueError`) and open it."""
    arrays = {**_item_arrays(None, NONE, list(rows)), **stock_arrays(stock)}
    return _written(arrays, folder, version, changed_until)


def rebuild(
    earlier: Snapshot,
    changed: Iterable[CatalogueRow],
    deleted: Iterable[str],
    folder: Path,
    version: str,
    *,
    stock: Iterable[StockRow] = (),
    changed_until: int = 0,
) -> Snapshot:
    """Write a snapshot from an earlier one and the changes since; an older version never wins.

    Changed items come after those that stay, which are copied column by column, without a Python
    object each.
    """
    kept, added = _merged(earlier, {row.item_id: row for row in changed}, list(deleted))
    arrays = {**_item_arrays(earlier, kept, added), **stock_arrays(stock, earlier.stock)}
    return _written(arrays, folder, version, max(changed_until, earlier.changed_until))


def _merged(
    earlier: Snapshot, changed: dict[str, CatalogueRow], deleted: Sequence[str]
) -> tuple[Array, list[CatalogueRow]]:
    """Return the rows that stay and those that are new or replace one."""
    gone = frozenset(deleted)
    known = earlier.ids.find(list(changed)).tolist()
    fresh = [
        (row, at)
        for row, at in zip(changed.values(), known, strict=True)
        if row.item_id not in gone and (at < 0 or row.version >= earlier.versions[at])
    ]
    stays = np.ones(len(earlier) + 1, np.bool_)  # the last one stands for −1, unknown
    stays[[at for _, at in fresh]] = False
    stays[earlier.ids.find(list(gone))] = False
    return np.flatnonzero(stays[:-1]), [row for row, _ in fresh]


def _item_arrays(earlier: Snapshot | None, kept: Array, items: list[CatalogueRow]) -> Arrays:
    """Return the columns of the rows `kept` of `earlier`, and then of `items`."""
    names: dict[str, tuple[str, list[Any]]] = {
        "group": ("groups", [row.group for row in items]),
        "category": ("categories", [row.category for row in items]),
        "brand": ("brands", [row.brand for row in items]),
    }
    values = {
        "price": np.array([_price(row.price) for row in items], np.float32),
        "listed": np.array([not row.hidden for row in items], np.bool_),
        "created_at": np.array([row.created_at for row in items], np.int64),
        "versions": np.array([row.version for row in items], np.int64),
    }
    ids = earlier.ids if earlier else EMPTY
    arrays = nest("ids", ids.renewed(kept, [row.item_id for row in items]))
    arrays |= nest("attributes", _attributes(earlier, kept, items))
    arrays |= alias_arrays(earlier, kept, items)
    for name, column in values.items():
        arrays[name] = np.concatenate([earlier.array(name)[kept], column]) if earlier else column
    for name, (table, later) in names.items():
        codes = earlier.array(name)[kept] if earlier else NONE
        known = getattr(earlier, table) if earlier else EMPTY
        arrays |= _coded(name, table, known, codes, later)
    return arrays


def _attributes(earlier: Snapshot | None, kept: Array, items: list[CatalogueRow]) -> Arrays:
    """Return compact JSON of each row, end to end: blob uint8 and offsets int64 [n+1]."""
    raw = ByteStrings.from_bytes([_json(row.attributes) for row in items])
    if earlier is not None:
        raw = earlier.raw_attributes.take(kept).joined(raw)
    blob, offsets = raw.packed()
    return {"blob": blob, "offsets": offsets}


def _coded(column: str, table: str, names: IdTable, codes: Array, later: list[Any]) -> Arrays:
    """Return int32 codes (−1 for None) into a table of those names that still occur."""
    used = np.unique(codes[codes >= 0])
    place = np.full(len(names) + 1, -1, np.int32)  # the last one stands for −1, None
    place[used] = np.arange(len(used))
    both = ExtendedIds(IdTable(names.renewed(used)), later)
    return {
        column: np.concatenate([place[codes], both.codes(later)]),
        **nest(table, names.renewed(used, both.later)),
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


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")
