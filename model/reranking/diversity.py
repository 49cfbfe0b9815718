"""A list spread over what its items are: categories and brands."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def spread(facets: Sequence[NDArray[Any]], diversity: float, n: int) -> NDArray[np.intp]:
    """Return an order of candidates, given best first; `facets` are codes [k], one row a facet.

    Maximal marginal relevance (Carbonell, Goldstein 1998): each of the first `n` places goes to
    the best of (1 − diversity) · relevance − diversity · likeness. As in Ziegler et al. (Improving
    Recommendation Lists Through Topic Diversification, 2005) relevance is by rank, and likeness to
    the whole list so far: the share of it that has the candidate's category, its brand. The
    greatest likeness, as in the first paper, would stop telling anything once each had its turn.
    """
    telling = [np.unique(facet, return_inverse=True)[1] for facet in facets]
    telling = [codes for codes in telling if codes.max(initial=0) > 0]
    size = max((len(facet) for facet in facets), default=0)
    if not telling:
        return np.arange(size)
    wanted = (1.0 - diversity) * (1.0 - np.arange(size) / size)
    counts = [np.zeros(codes.max() + 1) for codes in telling]
    chosen: list[int] = []
    for taken in range(min(n, size)):
        alike = sum(count[codes] for count, codes in zip(counts, telling, strict=True))
        worth = wanted - diversity * alike / (max(taken, 1) * len(telling))
        worth[chosen] = -np.inf
        best = int(np.argmax(worth))
        chosen.append(best)
        for count, codes in zip(counts, telling, strict=True):
            count[codes[best]] += 1.0
    rest = np.delete(np.arange(size), chosen)
    return np.concatenate([np.array(chosen, np.intp), rest])
