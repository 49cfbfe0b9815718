"""Hashes of many strings at once, the same in every process and on every machine."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.arrays.byte_strings import ByteStrings
from model.arrays.hashing import mixed

Hashes = NDArray[np.uint64]

WORD = 8
CHUNK = 8_192
"""Strings that are hashed together, so that their copy stays small."""


def string_hashes(strings: ByteStrings) -> Hashes:
    """Return a hash of 64 bits for each of n strings that stand end to end, uint64 [n].

    Multilinear: a sum of the string's words of eight bytes, each times a random odd number (Lemire,
    Kaser: Strongly universal string hashing is fast, 2014). Who chooses the strings can make two
    hashes equal, so equal hashes do not prove equality.
    """
    if 0 < len(strings) <= CHUNK:
        return _hashes(strings.blob[: int(strings.lengths.sum())], strings.lengths)
    ends = strings.lengths.cumsum()
    parts = [np.zeros(0, np.uint64)]
    for start in range(0, len(strings), CHUNK):
        lengths = strings.lengths[start : start + CHUNK]
        first, last = int(ends[start] - lengths[0]), int(ends[start + len(lengths) - 1])
        parts.append(_hashes(strings.blob[first:last], lengths))
    return np.concatenate(parts)


def _hashes(blob: NDArray[np.uint8], lengths: NDArray[np.int64]) -> Hashes:
    """Return the hashes of strings of `lengths` [n] in a blob uint8 [Σ lengths]."""
    words = int(lengths.max()) // WORD + 1
    padded = np.zeros((len(lengths), words * WORD), np.uint8)
    padded[np.arange(words * WORD) < lengths[:, None]] = blob
    factors = _factors(words + 1)
    found: Hashes = padded.view("<u8") @ factors[1:] + lengths.astype(np.uint64) * factors[0]
    return found


@lru_cache(maxsize=512)
def _factors(count: int) -> Hashes:
    return mixed(np.arange(1, count + 1, dtype=np.uint64)) | np.uint64(1)
