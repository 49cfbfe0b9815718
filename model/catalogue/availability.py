"""Which rows of the catalogue can be had, anywhere or at one place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.catalogue.extended_ids import Names
from model.catalogue.stock import Stock, StockRow


class Availability:
    """A row that nobody counts can be had everywhere; one that is counted, where there is some.

    `names` are the stock's items and those that only `changed` counts; `rows` int32 [names] are
    their rows in a catalogue of `size` rows, −1 where it lacks one.
    """

    def __init__(
        self,
        stock: Stock,
        changed: Sequence[StockRow],
        names: Names,
        rows: NDArray[np.int32],
        size: int,
    ) -> None:
        self._stock, self._changed, self._rows, self._size = stock, changed, rows, size
        self._codes: list[int] = names.find([row.item_id for row in changed]).tolist()
        places = np.bincount(stock.item[stock.available], minlength=len(names))
        now = np.array([row.available for row in changed], np.int64)
        np.add.at(places, self._codes, now - self._before())
        self.counted = self._mask(np.arange(len(names)))
        self.anywhere = ~self.counted | self._mask(np.flatnonzero(places))

    def at(self, place: str) -> NDArray[np.bool_]:
        """Return a mask over all rows: what can be had at a place."""
        here = self._stock.at(place)
        had = np.zeros(len(self._rows), np.bool_)
        had[self._stock.item[here]] = self._stock.available[here]
        for code, row in zip(self._codes, self._changed, strict=True):
            if row.place == place:
                had[code] = row.available
        return ~self.counted | self._mask(np.flatnonzero(had))

    def _before(self) -> NDArray[np.bool_]:
        """Whether each of what changed could be had in the snapshot."""
        items, places = [r.item_id for r in self._changed], [r.place for r in self._changed]
        entries = self._stock.find(items, places)
        before = np.zeros(len(entries), np.bool_)
        before[entries >= 0] = self._stock.available[entries[entries >= 0]]
        return before

    def _mask(self, codes: NDArray[np.intp]) -> NDArray[np.bool_]:
        mask = np.zeros(self._size, np.bool_)
        rows = self._rows[codes]
        mask[rows[rows >= 0]] = True
        return mask
