"""Another order now and then: the best move, and good ones stay near the top.

Nothing is written per recommendation, so nobody knows what was shown: instead of penalising it,
each person's list is drawn anew each `rotation_time`, and is the same until then. Gumbel noise on
the logarithm of a weight draws without replacement by that weight (Kool, van Hoof, Welling:
Stochastic Beams and Where to Find Them, 2019); the weight is 1 ÷ rank.
"""

import numpy as np
from numpy.typing import NDArray

from model.arrays.id_table import digest, encode
from model.query import Query


def rotated(groups: NDArray[np.int64], query: Query) -> NDArray[np.intp]:
    """Return the order in which groups, given best first, come in the query's slot of time."""
    rank = np.arange(1, len(groups) + 1)
    noise = -np.log(-np.log(uniform(groups, _draw(query))))
    return np.argsort(np.log(rank) - query.rotation_rate * noise, kind="stable")


def _draw(query: Query) -> int:
    """Name the draw; slots begin at another moment for each seed, so not all lists turn at once."""
    length = query.rotation_time * 1000
    offset = digest(encode(query.seed)) % length
    return digest(f"{offset} {(query.now + offset) // length}".encode())


def uniform(groups: NDArray[np.int64], draw: int) -> NDArray[np.float64]:
    """Return a number in (0, 1) for each group: SplitMix64 (Steele, Lea, Flood 2014)."""
    bits = groups.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(draw)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
