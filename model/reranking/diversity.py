"""Spread a list over categories and brands."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def diversify(facets: Sequence[NDArray[Any]], diversity: float, n: int) -> NDArray[np.intp]:
    """Return an order [k] of candidates given best first; `facets` are codes [k], one row a facet.

    Maximal marginal relevance (Carbonell, Goldstein 1998): each of the first `n` places goes to
    the best of (1 − diversity) · relevance − diversity · similarity. As in Ziegler et al.
    (Improving ScoredItem Lists Through Topic Diversification, 2005), relevance is by rank, and
    similarity is to the whole list so far: the share of it with the candidate's category, and
    brand. The greatest similarity, as in the first paper, would be the same for all candidates once
    each category is in the list.
    """
    varied = [np.unique(facet, return_inverse=True)[1] for facet in facets]
    varied = [codes for codes in varied if codes.max(initial=0) > 0]
    size = max((len(facet) for facet in facets), default=0)
    if not varied:
        return np.arange(size)
    relevance = (1.0 - diversity) * (1.0 - np.arange(size) / size)
    counts = [np.zeros(codes.max() + 1) for codes in varied]
    chosen: list[int] = []
    for taken in range(min(n, size)):
        similarity = sum(count[codes] for count, codes in zip(counts, varied, strict=True))
        value = relevance - diversity * similarity / (max(taken, 1) * len(varied))
        value[chosen] = -np.inf
        best = int(np.argmax(value))
        chosen.append(best)
        for count, codes in zip(counts, varied, strict=True):
            count[codes[best]] += 1.0
    rest = np.delete(np.arange(size), chosen)
    return np.concatenate([np.array(chosen, np.intp), rest])
