"""External ids as arrays: string ↔ row number without one Python object per item."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.arrays.byte_strings import ByteStrings
from model.arrays.hashing import encode

CACHED = 20_000
"""Ids of a table that are kept as Python objects at most: 5 MB of the longest."""


class IdTable:
    """Rows 0..n-1 and their ids, on the arrays that `build` returns (memory-mapped or not).

    `cached` is the number of ids whose rows are kept as Python objects at most.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], *, cached: int = CACHED) -> None:
        self._names = ByteStrings.from_offsets(
            np.asarray(arrays["blob"]), np.asarray(arrays["offsets"])
        )
        self._hashes = np.asarray(arrays["hashes"])
        self._rows = np.asarray(arrays["rows"])
        self._at_most = cached
        self._cache: dict[str, int] = {}

    @staticmethod
    def build(ids: Iterable[str]) -> Arrays:
        """Return blob uint8 [bytes], offsets int64 [n+1], hashes uint64 [n] sorted, rows int32 [n].

        `ValueError` if an id comes twice: its two rows could not be distinguished.
        """
        raw = [encode(text) for text in ids]
        if len(set(raw)) != len(raw):
            raise ValueError("ids must be distinct; merge the rows that share one first")
        return _table(ByteStrings.from_bytes(raw), _hashes(raw))

    def renewed(self, kept: NDArray[np.intp], later: Sequence[str] = ()) -> Arrays:
        """Return the arrays of a table of the rows `kept` [k], in that order, and then later ids.

        Only the later ids are hashed. `ValueError` if one of them comes twice.
        """
        raw = [encode(text) for text in later]
        stays = np.zeros(len(self) + 1, np.bool_)
        stays[kept] = True
        if len(set(raw)) != len(raw) or stays[self.find(later)].any():
            raise ValueError("ids must be distinct; merge the rows that share one first")
        hashes = np.empty(len(self), np.uint64)
        hashes[self._rows] = self._hashes
        names = self._names.take(kept).joined(ByteStrings.from_bytes(raw))
        return _table(names, np.concatenate([hashes[kept], _hashes(raw)]))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def cached(self) -> int:
        """The number of ids whose rows are kept as Python objects."""
        return len(self._cache)

    def get(self, row: int) -> str:
        """Return the id of a row; `IndexError` outside 0..n-1."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._names.get(row).decode("utf-8", "surrogatepass")

    def row(self, text: str) -> int:
        """Return the row of one id, −1 if unknown; `find` is faster from three ids on."""
        raw = encode(text)
        wanted = _hashes([raw])[0]
        return self._probe(raw, wanted, int(np.searchsorted(self._hashes, wanted)))

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 where unknown; recent results are cached.

        The same few ids come again and again, and to hash one takes ten times as long.
        """
        if len(ids) > self._at_most:
            return self._find(ids)
        cache = self._cache
        rows = [cache.get(text) for text in ids]
        missing = [at for at, row in enumerate(rows) if row is None]
        if missing:
            if len(cache) + len(missing) > self._at_most:
                cache = self._cache = {}  # a new one: another thread may read the old one
            found = self._find([ids[at] for at in missing]).tolist()
            for at, row in zip(missing, found, strict=True):
                rows[at] = cache[ids[at]] = row
        return np.array(rows, np.int32)

    def _find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        raw = [encode(text) for text in ids]
        if not raw or not len(self):
            return np.full(len(raw), -1, np.int32)
        return self._located(ByteStrings.from_bytes(raw), _hashes(raw))

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
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self) - 1)
        hit = np.flatnonzero(self._hashes[at] == hashes)
        rows = np.full(len(hashes), -1, np.int32)
        rows[hit] = self._rows[at[hit]]
        for wrong in hit[~names.take(hit).same(self._names.take(rows[hit]))].tolist():
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


def _hashes(raw: Sequence[bytes]) -> NDArray[np.uint64]:
    """Return `digest` of many names, uint64 [n].

    A copy of an empty hash takes two thirds of the time of a new one.
    """
    empty, found = hashlib.blake2b(digest_size=8), []
    for name in raw:
        state = empty.copy()
        state.update(name)
        found.append(state.digest())
    return np.frombuffer(b"".join(found), "<u8").astype(np.uint64, copy=False)


def _table(names: ByteStrings, hashes: NDArray[np.uint64]) -> Arrays:
    rows = np.argsort(hashes, kind="stable").astype(np.int32)
    blob, offsets = names.packed()
    return {"blob": blob, "offsets": offsets, "hashes": hashes[rows], "rows": rows}
