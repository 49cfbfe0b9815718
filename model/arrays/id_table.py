"""External ids as arrays: string <-> row number without one Python object per item."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.byte_strings import Spans

Arrays = dict[str, NDArray[Any]]

REMEMBERED = 20_000
"""Ids of a table that are kept as Python objects at most: 5 MB of the longest."""


def encode(text: str) -> bytes:
    """UTF-8 that lets lone surrogates through: JSON can carry them, and no look-up may fail."""
    return text.encode("utf-8", "surrogatepass")


def digest(raw: bytes) -> int:
    """64 bits that are the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


class IdTable:
    """Rows 0..n-1 and their ids, read from the arrays that `build` made (memory-mapped or not)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._names = Spans.read(np.asarray(arrays["blob"]), np.asarray(arrays["offsets"]))
        self._hashes = np.asarray(arrays["hashes"])
        self._rows = np.asarray(arrays["rows"])
        self._late: dict[str, int] = {}

    @staticmethod
    def build(ids: Iterable[str]) -> Arrays:
        """Return blob uint8 [bytes], offsets int64 [n+1], hashes uint64 [n] sorted, rows int32 [n].

        `ValueError` if an id stands twice: two rows of one name could never be told apart.
        """
        raw = [encode(text) for text in ids]
        if len(set(raw)) != len(raw):
            raise ValueError("ids must be distinct; merge the rows that share one first")
        return _table(Spans.of(raw), _hashes(raw))

    def renewed(self, kept: NDArray[np.intp], later: Sequence[str] = ()) -> Arrays:
        """Return the arrays of a table of the rows `kept`, in that order, and then later ids.

        Nothing is hashed anew but the later ids. `ValueError` if one of them stands twice.
        """
        raw = [encode(text) for text in later]
        stays = np.zeros(len(self) + 1, np.bool_)
        stays[kept] = True
        if len(set(raw)) != len(raw) or stays[self.find(later)].any():
            raise ValueError("ids must be distinct; merge the rows that share one first")
        hashes = np.empty(len(self), np.uint64)
        hashes[self._rows] = self._hashes
        names = self._names.take(kept).joined(Spans.of(raw))
        return _table(names, np.concatenate([hashes[kept], _hashes(raw)]))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row: int) -> str:
        """Return the id of a row; `IndexError` outside 0..n-1."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._names.get(row).decode("utf-8", "surrogatepass")

    def row(self, text: str) -> int:
        """Return the row of one id, −1 if unknown; `find` is the sooner from three ids on."""
        raw = encode(text)
        wanted = _hashes([raw])[0]
        return self._probe(raw, wanted, int(np.searchsorted(self._hashes, wanted)))

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 where unknown; what was asked of late is remembered.

        The same few ids are asked for again and again, and to hash one takes ten times as long.
        """
        if len(ids) > REMEMBERED:
            return self._find(ids)
        late = self._late
        rows = [late.get(text) for text in ids]
        missing = [at for at, row in enumerate(rows) if row is None]
        if missing:
            if len(late) + len(missing) > REMEMBERED:
                late = self._late = {}  # a new one: another thread may be reading the old
            found = self._find([ids[at] for at in missing]).tolist()
            for at, row in zip(missing, found, strict=True):
                rows[at] = late[ids[at]] = row
        return np.array(rows, np.int32)

    def _find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        raw = [encode(text) for text in ids]
        if not raw or not len(self):
            return np.full(len(raw), -1, np.int32)
        return self._located(Spans.of(raw), _hashes(raw))

    def match(self, other: "IdTable") -> NDArray[np.int32]:
        """Return, for each row of this table, the row of the same id in `other`, −1 if none.

        Vectorised: two tables of a million ids are joined in well under a second.
        """
        rows = np.full(len(self), -1, np.int32)
        if len(self) and len(other):
            rows[self._rows] = other._located(self._names.take(self._rows), self._hashes)
        return rows

    def _located(self, names: Spans, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Find names by their hashes: all at once, then one by one those that share a hash."""
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self) - 1)
        hit = np.flatnonzero(self._hashes[at] == hashes)
        rows = np.full(len(hashes), -1, np.int32)
        rows[hit] = self._rows[at[hit]]
        for wrong in hit[~names.take(hit).same(self._names.take(rows[hit]))].tolist():
            rows[wrong] = self._probe(names.get(wrong), hashes[wrong], int(at[wrong]))
        return rows

    def _probe(self, raw: bytes, wanted: np.uint64, start: int) -> int:
        """Walk the rows that share a hash: equal hashes do not prove equal ids."""
        for at in range(start, len(self._hashes)):
            if self._hashes[at] != wanted:
                break
            if self._names.get(row := int(self._rows[at])) == raw:
                return row
        return -1


def _hashes(raw: Sequence[bytes]) -> NDArray[np.uint64]:
    """`digest` of many names: their bytes are read as numbers all at once.

    A copy of an empty hash takes two thirds of the time of a new one.
    """
    empty, found = hashlib.blake2b(digest_size=8), []
    for name in raw:
        state = empty.copy()
        state.update(name)
        found.append(state.digest())
    return np.frombuffer(b"".join(found), "<u8").astype(np.uint64, copy=False)


def _table(names: Spans, hashes: NDArray[np.uint64]) -> Arrays:
    rows = np.argsort(hashes, kind="stable").astype(np.int32)
    blob, offsets = names.packed()
    return {"blob": blob, "offsets": offsets, "hashes": hashes[rows], "rows": rows}
