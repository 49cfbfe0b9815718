"""External ids as arrays: string ↔ row number without one Python object per item."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.arrays.byte_strings import ByteStrings
from model.arrays.sorted_hashes import SortedHashes
from model.arrays.string_hashes import string_hashes

REMEMBERED = 4_096
"""Ids whose rows are remembered, in some 600 KB."""
FEW = 64
"""More ids than these are looked up at once: to look for each in what is remembered takes longer,
as its memory is cold.
"""
_NOT_ASKED = -2


class IdTable:
    """Rows 0..n-1 and their ids, on the arrays that `build` returns (memory-mapped or not)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._names = ByteStrings.from_offsets(
            np.asarray(arrays["blob"]), np.asarray(arrays["offsets"])
        )
        self._hashes = np.asarray(arrays["hashes"])
        self._places = SortedHashes(self._hashes)
        self._rows = np.asarray(arrays["rows"])
        self._remembered: dict[str, int] = {}

    @staticmethod
    def build(ids: Iterable[str]) -> Arrays:
        """Return blob uint8 [bytes], offsets int64 [n+1], hashes uint64 [n] sorted, rows int32 [n].

        `ValueError` if an id comes twice: its two rows could not be distinguished.
        """
        texts = list(ids)
        if len(set(texts)) != len(texts):
            raise ValueError("ids must be distinct; merge the rows that share one first")
        names = ByteStrings.from_texts(texts)
        return _table(names, string_hashes(names))

    def renewed(self, kept: NDArray[np.intp], later: Sequence[str] = ()) -> Arrays:
        """Return the arrays of a table of the rows `kept` [k], in that order, and then later ids.

        Only the later ids are hashed. `ValueError` if one of them comes twice.
        """
        stays = np.zeros(len(self) + 1, np.bool_)
        stays[kept] = True
        if len(set(later)) != len(later) or stays[self.find(later)].any():
            raise ValueError("ids must be distinct; merge the rows that share one first")
        hashes = np.empty(len(self), np.uint64)
        hashes[self._rows] = self._hashes
        fresh = ByteStrings.from_texts(later)
        names = self._names.take(kept).joined(fresh)
        return _table(names, np.concatenate([hashes[kept], string_hashes(fresh)]))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row: int) -> str:
        """Return the id of a row; `IndexError` outside 0..n-1."""
        if not 0 <= row < len(self._rows):
            raise IndexError(row)
        return self._names.get(row).decode("utf-8", "surrogatepass")

    def get_each(self, rows: NDArray[Any]) -> list[str]:
        """Return the ids of rows [k], each within 0..n-1.

        What a list shows is looked up next, so few rows are remembered.
        """
        ids = self._names.texts(rows)
        if len(ids) <= FEW:
            self._remember(ids, rows)
        return ids

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 where unknown.

        Few ids that were asked for lately are remembered, as requests ask for the same ones again
        and again; all others are looked up at once.
        """
        if not len(self) or len(ids) > FEW:
            return self._found(ids)
        known = map(self._remembered.get, ids, repeat(_NOT_ASKED))
        rows = np.fromiter(known, np.int32, len(ids))
        (missing,) = (rows == _NOT_ASKED).nonzero()
        if len(missing):
            asked = [ids[at] for at in missing.tolist()]
            rows[missing] = found = self._found(asked)
            self._remember(asked, found)
        return rows

    def _remember(self, ids: Sequence[str], rows: NDArray[Any]) -> None:
        if len(self._remembered) + len(ids) > REMEMBERED:
            self._remembered = {}
        self._remembered.update(zip(ids, rows.tolist(), strict=True))

    def _found(self, ids: Sequence[str]) -> NDArray[np.int32]:
        if not len(ids) or not len(self):
            return np.full(len(ids), -1, np.int32)
        names = ByteStrings.from_texts(ids)
        return self._located(names, string_hashes(names))

    def match(self, other: "IdTable") -> NDArray[np.int32]:
        """Return int32 [n]: for each row of this table that of the same id in `other`, −1 if none.

        Vectorised: two tables of a million ids are joined in well under a second.
        """
        rows = np.full(len(self), -1, np.int32)
        if len(self) and len(other):
            rows[self._rows] = other._located(self._names.take(self._rows), self._hashes)
        return rows

    def _located(self, names: ByteStrings, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the rows of names by their hashes, and of names that share a hash one by one."""
        at = self._places.find(hashes)
        (hit,) = (self._hashes.take(at) == hashes).nonzero()
        rows = np.full(len(hashes), -1, np.int32)
        rows[hit] = found = self._rows.take(at.take(hit))
        for wrong in hit[~names.take(hit).same(self._names.take(found))].tolist():
            rows[wrong] = self._probe(names.get(wrong), hashes[wrong], int(at[wrong]))
        return rows

    def _probe(self, raw: bytes, wanted: np.uint64, start: int) -> int:
        """Return the row of an id among those that share its hash.

        Equal hashes do not prove equality.
        """
        for at in range(start, len(self._hashes)):
            if self._hashes[at] != wanted:
                break
            if self._names.get(row := int(self._rows[at])) == raw:
                return row
        return -1


def _table(names: ByteStrings, hashes: NDArray[np.uint64]) -> Arrays:
    rows = np.argsort(hashes, kind="stable").astype(np.int32)
    blob, offsets = names.packed()
    return {"blob": blob, "offsets": offsets, "hashes": hashes[rows], "rows": rows}
