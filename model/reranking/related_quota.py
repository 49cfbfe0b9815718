"""A product page stays about its product: at least half of every prefix are related items."""

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import falling
from model.retrieval.merged_candidates import MergedCandidates

NEAR = 0.5
"""Similar groups count as related from half of the best similarity on."""


def related_items(placement: str, merged: MergedCandidates) -> NDArray[np.bool_]:
    """Return a mask over merged candidates [p]: the related ones, which are all but on a page.

    On a product page they are the neighbours of its product; without any, the most similar groups.
    """
    if placement != "product":
        return np.ones(len(merged), np.bool_)
    together = merged.source_scores(("bought_together", "viewed_together")).any(axis=0)
    if together.any():
        return np.asarray(together)
    similar = merged.source_scores(("als_similar", "content_based")) >= NEAR
    return np.asarray(similar.any(axis=0))


def with_related_quota(
    related: NDArray[np.bool_], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return scores [p] by which at least half of every prefix is `related` [p].

    This holds as long as there is any related candidate; both parts keep their own order. Without
    it a person's weekly purchases would fill the page of any product.
    """
    if related.all():
        return scores
    order = falling(scores)
    first = related[order]
    others = np.flatnonzero(~first)
    before = np.cumsum(first)[others]  # related candidates that stand before each of the others
    wanted = np.minimum(np.arange(1, len(others) + 1), np.count_nonzero(first))
    taken = np.zeros(len(order), np.bool_)
    taken[np.arange(len(others)) + np.maximum(before, wanted)] = True
    arranged = np.empty_like(order)
    arranged[taken], arranged[~taken] = order[others], order[first]
    found = np.empty(len(scores))
    found[arranged] = scores[order]
    return found
