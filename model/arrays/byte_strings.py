"""Strings as spans of one blob, so that a million of them are two arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.ragged import spans


@dataclass(frozen=True)
class Spans:
    """`blob` uint8, where each string starts in it and how many bytes it has, int64 [n]."""

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, raw: Sequence[bytes]) -> Self:
        """Lay strings end to end."""
        lengths = np.fromiter(map(len, raw), np.int64, len(raw))
        blob = np.frombuffer(b"".join(raw), np.uint8)
        return cls(blob, np.cumsum(lengths) - lengths, lengths)

    @classmethod
    def read(cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Self:
        """Take strings that lie end to end: string n from `offsets[n]` to `offsets[n + 1]`."""
        return cls(blob, offsets[:-1], np.diff(offsets))

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, rows: NDArray[Any]) -> "Spans":
        """Return some of the strings, on the same blob."""
        return Spans(self.blob, self.starts[rows], self.lengths[rows])

    def get(self, row: int) -> bytes:
        """Return one string."""
        return self.blob[self.starts[row] :][: self.lengths[row]].tobytes()

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return a blob that holds nothing else, and offsets int64 [n + 1] into it.

        Neighbours are copied as one: few runs of a large blob cost no more than the copy.
        """
        ends = self.starts + self.lengths
        breaks = np.flatnonzero(self.starts[1:] != ends[:-1]) + 1
        first = np.concatenate([[0], breaks])[: len(self)]
        last = np.concatenate([breaks, [len(self)]])[: len(self)] - 1
        runs = zip(self.starts[first].tolist(), ends[last].tolist(), strict=True)
        pieces = [self.blob[start:end] for start, end in runs]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.lengths)])
        return np.concatenate([np.zeros(0, np.uint8), *pieces]), offsets

    def joined(self, other: "Spans") -> "Spans":
        """Return these strings and then the other ones, on a blob of their own."""
        (blob, offsets), (later, after) = self.packed(), other.packed()
        ends = np.concatenate([offsets, offsets[-1] + after[1:]])
        return Spans.read(np.concatenate([blob, later]), ends)

    def same(self, other: "Spans") -> NDArray[np.bool_]:
        """Whether the strings of paired rows are equal, byte by byte, over all pairs at once."""
        same: NDArray[np.bool_] = self.lengths == other.lengths
        alike = np.flatnonzero(same)
        lengths = self.lengths[alike]
        mine = self.blob[spans(self.starts[alike], lengths)]
        differing = np.flatnonzero(mine != other.blob[spans(other.starts[alike], lengths)])
        same[alike[np.searchsorted(np.cumsum(lengths), differing, side="right")]] = False
        return same
