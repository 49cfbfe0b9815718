"""Change the order of a list with time; good candidates stay near the top.

Nothing is written per recommendation, so it is unknown what was shown. Instead of a penalty for
shown items, each person's order is drawn again every `rotation_time`. Gumbel noise on the logarithm
of a weight draws without replacement by that weight (Kool, van Hoof, Welling: Stochastic Beams and
Where to Find Them, 2019); the weight is 1 ÷ rank.
"""

import numpy as np
from numpy.typing import NDArray

from model.arrays.hashing import digest, encode, uniform
from model.query import Query


def rotate(groups: NDArray[np.int64], query: Query) -> NDArray[np.intp]:
    """Return the order [k] of groups [k], given best first, in the query's slot of time."""
    rank = np.arange(1, len(groups) + 1)
    noise = -np.log(-np.log(uniform(groups, _draw(query))))
    return np.argsort(np.log(rank) - query.rotation_rate * noise, kind="stable")


def _draw(query: Query) -> int:
    """Return the number of the draw; slots begin at another time for each seed."""
    length = query.rotation_time * 1000
    offset = digest(encode(query.seed)) % length
    return digest(f"{offset} {(query.now + offset) // length}".encode())
