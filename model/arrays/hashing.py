"""Hashes that are the same in every process and on every machine."""

import hashlib

import numpy as np
from numpy.typing import NDArray


def encode(text: str) -> bytes:
    """Return UTF-8 that keeps lone surrogates: JSON can carry them, and no look-up may fail."""
    return text.encode("utf-8", "surrogatepass")


def digest(raw: bytes) -> int:
    """Return a hash of 64 bits."""
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


def uniform(groups: NDArray[np.int64], draw: int) -> NDArray[np.float64]:
    """Return a number in (0, 1) for each of groups [k]; the same for the same `draw`."""
    bits = mixed(groups.astype(np.uint64), draw)
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def mixed(numbers: NDArray[np.uint64], draw: int = 0) -> NDArray[np.uint64]:
    """Return 64 random bits for each of numbers [k]; the same for the same `draw`.

    SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    """
    bits = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(draw)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
