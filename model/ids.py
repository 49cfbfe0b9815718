"""External ids as arrays: string <-> row number without one Python object per item."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def encode(text: str) -> bytes:
    """UTF-8 that lets lone surrogates through: JSON can carry them, and no look-up may fail."""
    return text.encode("utf-8", "surrogatepass")


def digest(raw: bytes) -> int:
    """64 bits that are the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


class IdTable:
    """Rows 0..n-1 and their ids, read from the arrays that `build` made (memory-mapped or not)."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._blob = np.asarray(arrays["blob"])
        self._offsets = np.asarray(arrays["offsets"])
        self._hashes = np.asarray(arrays["hashes"])
        self._rows = np.asarray(arrays["rows"])

    @staticmethod
    def build(ids: Iterable[str]) -> Arrays:
        """Return blob uint8 [bytes], offsets int64 [n+1], hashes uint64 [n] sorted, rows int32 [n].

        `ValueError` if an id stands twice: two rows of one name could never be told apart.
        """
        raw = [encode(text) for text in ids]
        if len(set(raw)) != len(raw):
            raise ValueError("ids must be distinct; merge the rows that share one first")
        hashes = np.fromiter((digest(name) for name in raw), np.uint64, len(raw))
        rows = np.argsort(hashes, kind="stable").astype(np.int32)
        lengths = np.fromiter((len(name) for name in raw), np.int64, len(raw))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        blob = np.frombuffer(b"".join(raw), np.uint8)
        return {"blob": blob, "offsets": offsets, "hashes": hashes[rows], "rows": rows}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row: int) -> str:
        """Return the id of a row; `IndexError` outside 0..n-1."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._raw(row).decode("utf-8", "surrogatepass")

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each id, int32, −1 where unknown."""
        raw = [encode(text) for text in ids]
        if not raw or not len(self):
            return np.full(len(raw), -1, np.int32)
        hashes = np.fromiter((digest(name) for name in raw), np.uint64, len(raw))
        return self._located(_Bytes.of(raw), hashes)

    def match(self, other: "IdTable") -> NDArray[np.int32]:
        """Return, for each row of this table, the row of the same id in `other`, −1 if none.

        Vectorised: two tables of a million ids are joined in well under a second.
        """
        rows = np.full(len(self), -1, np.int32)
        if len(self) and len(other):
            names = _Bytes(self._blob, self._offsets[:-1][self._rows], self._lengths()[self._rows])
            rows[self._rows] = other._located(names, self._hashes)
        return rows

    def _located(self, names: "_Bytes", hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Find names by their hashes: all at once, then one by one those that share a hash."""
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self) - 1)
        hit = np.flatnonzero(self._hashes[at] == hashes)
        rows = np.full(len(hashes), -1, np.int32)
        rows[hit] = self._rows[at[hit]]
        own = _Bytes(self._blob, self._offsets[rows[hit]], self._lengths(rows[hit]))
        for wrong in hit[~names.take(hit).same(own)].tolist():
            rows[wrong] = self._probe(names.get(wrong), hashes[wrong], int(at[wrong]))
        return rows

    def _lengths(self, rows: Any = slice(None)) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self._offsets[1:][rows] - self._offsets[:-1][rows]
        return found

    def _raw(self, row: int) -> bytes:
        return self._blob[self._offsets[row] : self._offsets[row + 1]].tobytes()

    def _probe(self, raw: bytes, wanted: np.uint64, start: int) -> int:
        """Walk the rows that share a hash: equal hashes do not prove equal ids."""
        for at in range(start, len(self._hashes)):
            if self._hashes[at] != wanted:
                break
            if self._raw(row := int(self._rows[at])) == raw:
                return row
        return -1


@dataclass(frozen=True)
class _Bytes:
    """Strings as spans of one blob."""

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, raw: Sequence[bytes]) -> "_Bytes":
        lengths = np.fromiter((len(each) for each in raw), np.int64, len(raw))
        blob = np.frombuffer(b"".join(raw), np.uint8)
        return cls(blob, np.cumsum(lengths) - lengths, lengths)

    def take(self, rows: NDArray[Any]) -> "_Bytes":
        return _Bytes(self.blob, self.starts[rows], self.lengths[rows])

    def get(self, row: int) -> bytes:
        return self.blob[self.starts[row] :][: self.lengths[row]].tobytes()

    def same(self, other: "_Bytes") -> NDArray[np.bool_]:
        """Whether the strings of paired rows are equal, byte by byte, over all pairs at once."""
        same: NDArray[np.bool_] = self.lengths == other.lengths
        lengths = np.where(same, self.lengths, 0)
        pair = np.repeat(np.arange(len(lengths)), lengths)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        differs = self.blob[self.starts[pair] + step] != other.blob[other.starts[pair] + step]
        same[pair[differs]] = False
        return same
