"""Strings in one array of bytes, so that a million of them need no Python object each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.hashing import encode
from model.arrays.ragged import ranges


@dataclass(frozen=True)
class ByteStrings:
    """`blob` uint8, with the start and the length in bytes of each string, int64 [n]."""

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def from_bytes(cls, raw: Sequence[bytes]) -> Self:
        """Return strings, end to end."""
        lengths = np.fromiter(map(len, raw), np.int64, len(raw))
        blob = np.frombuffer(b"".join(raw), np.uint8)
        return cls(blob, np.cumsum(lengths) - lengths, lengths)

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> Self:
        """Return texts in UTF-8, end to end; texts in ASCII cost no Python call each."""
        joined = "".join(texts)
        raw = encode(joined)
        sizes = map(len, texts if len(raw) == len(joined) else map(encode, texts))
        lengths = np.fromiter(sizes, np.int64, len(texts))
        return cls(np.frombuffer(raw, np.uint8), lengths.cumsum() - lengths, lengths)

    @classmethod
    def from_offsets(cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Self:
        """Return the strings of a blob uint8 [bytes] with offsets int64 [n + 1]."""
        return cls(blob, offsets[:-1], np.diff(offsets))

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, rows: NDArray[Any]) -> "ByteStrings":
        """Return the strings at rows [k], on the same blob."""
        return ByteStrings(self.blob, self.starts.take(rows), self.lengths.take(rows))

    def get(self, row: int) -> bytes:
        """Return one string."""
        return self.blob[self.starts[row] :][: self.lengths[row]].tobytes()

    def texts(self, rows: NDArray[Any]) -> list[str]:
        """Return the texts of rows [k]."""
        starts, lengths, blob = self.starts[rows], self.lengths[rows], self.blob.data
        ends = (starts + lengths).tolist()
        return [
            str(blob[start:end], "utf-8", "surrogatepass")
            for start, end in zip(starts.tolist(), ends, strict=True)
        ]

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return a blob uint8 of these strings only, and offsets int64 [n + 1] into it.

        Neighbouring strings are copied together, so a few runs of a large blob cost one copy.
        """
        ends = self.starts + self.lengths
        breaks = np.flatnonzero(self.starts[1:] != ends[:-1]) + 1
        first = np.concatenate([[0], breaks])[: len(self)]
        last = np.concatenate([breaks, [len(self)]])[: len(self)] - 1
        runs = zip(self.starts[first].tolist(), ends[last].tolist(), strict=True)
        pieces = [self.blob[start:end] for start, end in runs]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.lengths)])
        return np.concatenate([np.zeros(0, np.uint8), *pieces]), offsets

    def joined(self, other: "ByteStrings") -> "ByteStrings":
        """Return these strings and then the other ones, on a new blob."""
        (blob, offsets), (later, after) = self.packed(), other.packed()
        ends = np.concatenate([offsets, offsets[-1] + after[1:]])
        return ByteStrings.from_offsets(np.concatenate([blob, later]), ends)

    def same(self, other: "ByteStrings") -> NDArray[np.bool_]:
        """Return a mask [n]: whether the strings of paired rows are equal, byte by byte."""
        same: NDArray[np.bool_] = self.lengths == other.lengths
        (same_length,) = same.nonzero()
        lengths, starts = self.lengths.take(same_length), self.starts.take(same_length)
        places = ranges(starts, lengths)
        mine = self.blob.take(places)
        places += (other.starts.take(same_length) - starts).repeat(lengths)
        (differing,) = (mine != other.blob.take(places)).nonzero()
        same[same_length[lengths.cumsum().searchsorted(differing, side="right")]] = False
        return same
