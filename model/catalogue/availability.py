"""The rows of the catalogue that are available, anywhere or at one place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.catalogue.extended_ids import ExtendedIds
from model.catalogue.stock import Stock, StockRow


class Availability:
    """A row without stock entries is available everywhere, any other row where its stock says so.

    `counted_items` are the items of the stock and of `changed`; `rows` int32 [counted_items] are
    their rows in a catalogue of `size` rows, −1 where it lacks one.
    """

    def __init__(
        self,
        stock: Stock,
        changed: Sequence[StockRow],
        counted_items: ExtendedIds,
        rows: NDArray[np.int32],
        size: int,
    ) -> None:
        self._stock, self._changed, self._rows, self._size = stock, changed, rows, size
        self._codes: list[int] = counted_items.find([row.item_id for row in changed]).tolist()
        places = np.bincount(stock.item[stock.available], minlength=len(counted_items))
        now = np.array([row.available for row in changed], np.int64)
        np.add.at(places, self._codes, now - self._before())
        self.counted = self._mask(np.arange(len(counted_items)))
        self.anywhere = ~self.counted | self._mask(np.flatnonzero(places))

    def at(self, place: str) -> NDArray[np.bool_]:
        """Return a mask over all rows: those available at a place."""
        here = self._stock.at(place)
        available = np.zeros(len(self._rows), np.bool_)
        available[self._stock.item[here]] = self._stock.available[here]
        for code, row in zip(self._codes, self._changed, strict=True):
            if row.place == place:
                available[code] = row.available
        return ~self.counted | self._mask(np.flatnonzero(available))

    def _before(self) -> NDArray[np.bool_]:
        """Return for each changed entry whether it was available in the snapshot."""
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
