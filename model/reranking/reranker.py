"""Rules, rotation and diversity, in this order, over the best choices there are."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.query import Query
from model.reranking.diversity import spread
from model.reranking.rotation import rotated
from model.reranking.window import Head
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Choice

SPAN, SPAN_A_PLACE = 100, 4


def span(query: Query) -> int:
    """How many of the best are looked at: enough to choose from, and few to gather."""
    return max(SPAN, SPAN_A_PLACE * query.n)


def reordered(head: Head, request: Request, factors: NDArray[Any] | None) -> Iterator[Choice]:
    """Yield the choices of a head in their new order; the scores, falling, go with the places."""
    query, groups, scores = request.query, head.groups, head.scores
    if factors is not None:
        scores = scores * factors[groups]
    order = np.argsort(-scores, kind="stable")
    best = order[: span(query)]  # what rules lifted may have come on top of these
    if query.rotation_rate > 0:
        best = best[rotated(groups[best], query)]
    if query.diversity > 0:
        best = best[spread(request.groups.facets(groups[best]), query.diversity, query.n)]
    scores = scores[order]
    order[: len(best)] = best
    for at, score in zip(order.tolist(), scores.tolist(), strict=True):
        yield head.choice(at, score)
