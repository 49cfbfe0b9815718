"""Other names of items: arrays of the snapshot, and those that came after it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays, nest
from model.arrays.id_table import IdTable

if TYPE_CHECKING:
    from model.catalogue.snapshot import CatalogueRow, Snapshot

EMPTY = IdTable(IdTable.build(()))


class ItemAliases:
    """Row numbers by alias; `stale` bool [rows of the snapshot] are rows replaced or deleted."""

    def __init__(
        self, snapshot: "Snapshot", later: Sequence["CatalogueRow"], stale: NDArray[np.bool_]
    ) -> None:
        self._table, self._rows = snapshot.aliases, np.asarray(snapshot.array("alias_row"))
        self._stale = stale
        self._later = _newest(later, len(snapshot))

    def __bool__(self) -> bool:
        return bool(len(self._table) or self._later)

    def find(self, names: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of the item that has each name as an alias, int32, −1 where none has."""
        found = self._table.find(names)
        if len(self._table):
            rows = np.where(found >= 0, self._rows[found], -1)
            found = np.where((rows >= 0) & ~self._stale[rows], rows, -1).astype(np.int32)
        if self._later:
            for at, name in enumerate(names):
                found[at] = self._later.get(name, found[at])
        return found


def alias_arrays(
    earlier: "Snapshot | None", kept: NDArray[Any], items: Sequence["CatalogueRow"]
) -> Arrays:
    """Return `aliases`, an id table, and `alias_row` int32: the row of each.

    Rows are those of `kept` [k] of the earlier snapshot, in that order, and then of `items`. A name
    that two of them have, as one of them was read before it changed, is the later item's.
    """
    later = _newest(items, len(kept))
    table = earlier.aliases if earlier else EMPTY
    rows = earlier.array("alias_row") if earlier else np.zeros(0, np.int32)
    place = np.searchsorted(kept, rows) if len(kept) else np.zeros(len(rows), np.intp)
    stays = np.isin(rows, kept)
    taken = table.find(list(later))
    stays[taken[taken >= 0]] = False
    same = np.flatnonzero(stays)
    return {
        **nest("aliases", table.renewed(same, list(later))),
        "alias_row": np.concatenate([place[same], list(later.values())]).astype(np.int32),
    }


def _newest(items: Iterable["CatalogueRow"], first: int) -> dict[str, int]:
    """Return the row by alias of items whose rows begin at `first`; the newest version counts."""
    numbered = sorted(enumerate(items), key=lambda each: each[1].version)
    return {name: first + at for at, row in numbered for name in row.aliases}
