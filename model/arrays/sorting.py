"""Sorts that are faster than numpy's own: value and place are packed into one number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def top(scores: Array, k: int) -> Array:
    """Return the places of the k highest of scores [n], in no order; all if there are fewer."""
    if len(scores) <= k:
        return np.arange(len(scores))
    return np.argpartition(-scores, k - 1)[:k]


def distinct(values: Array) -> tuple[Array, Array, Array]:
    """Return the distinct of values int32 [n] ≥ 0, rising, their inverse [n] and first places.

    The same as `np.unique`, four times as fast: numpy sorts single numbers with vector
    instructions, and has none for a stable argsort.
    """
    packed = (values.astype(np.int64) << 32) | np.arange(len(values))
    packed.sort()
    value, place = packed >> 32, packed & 0xFFFFFFFF
    new = np.ones(len(value), np.bool_)
    np.not_equal(value[1:], value[:-1], out=new[1:])
    inverse = np.empty(len(values), np.int64)
    inverse[place] = new.cumsum() - 1
    return value[new], inverse, place[new]


def falling(scores: Array) -> Array:
    """Return the order [n] of scores [n] as float32, the highest first; of ties the lower place.

    The bits of numbers ≥ 0 rise as the numbers do. Those of negative numbers fall, so all of their
    bits but the sign are inverted. A stable argsort takes three to ten times as long.
    """
    bits = (np.ascontiguousarray(scores, np.float32) + np.float32(0.0)).view(np.int32)
    rising = bits ^ ((bits >> 31) & 0x7FFFFFFF)
    packed = (~rising.astype(np.int64) << 32) | np.arange(len(bits))
    packed.sort()
    return packed & 0xFFFFFFFF
