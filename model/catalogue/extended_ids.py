"""An id table with the ids that came after it was written."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.arrays.id_table import IdTable


class ExtendedIds:
    """The rows of a table, then one for each later id that it lacks."""

    def __init__(self, table: IdTable, later: Iterable[str | None] = ()) -> None:
        distinct = [name for name in dict.fromkeys(later) if name is not None]
        known = table.find(distinct).tolist()
        self._table = table
        self._later = [name for name, row in zip(distinct, known, strict=True) if row < 0]
        self._row = {name: len(table) + at for at, name in enumerate(self._later)}

    def __len__(self) -> int:
        return len(self._table) + len(self._later)

    @property
    def later(self) -> Sequence[str]:
        """The ids that the table lacks, in the order of their rows."""
        return self._later

    def get(self, row: int) -> str:
        """Return the id of a row; `IndexError` outside 0..n-1."""
        at = row - len(self._table)
        return self._later[at] if at >= 0 else self._table.get(row)

    def find(self, names: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 where unknown."""
        rows = self._table.find(names)
        if self._row:
            for at in np.flatnonzero(rows < 0).tolist():
                rows[at] = self._row.get(names[at], -1)
        return rows

    def codes(self, names: Sequence[str | None]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 for None."""
        rows = self.find([name or "" for name in names])
        rows[[at for at, name in enumerate(names) if name is None]] = -1
        return rows
