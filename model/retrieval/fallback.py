"""The way down from what is known of a person to what can be shown to anybody.

Personal and item-to-item, popular in the category, popular, newest in the catalogue: each step is
reached only if those before it did not fill the list.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ranking.blender import Blend
from model.reranking.reranker import reordered, span
from model.reranking.window import Head, without_cause
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Choice
from model.retrieval.popularity import Popular
from model.retrieval.trending import Trending
from model.rules.compiled import Effect

BEFORE_TRENDS, PLACES_A_TREND = 4, 5
"""After so many of the most popular, one place in so many goes to what is trending.

In front of them they would cost: of the first looks of RetailRocket's visits, asked about a day
ahead, the MRR would fall from .008 to .005.
"""


class Chain:
    """What a list is filled from."""

    def __init__(
        self, blend: Blend, popular: Popular | None, trending: Trending | None = None
    ) -> None:
        self._blend, self._popular, self._trending = blend, popular, trending

    def choices(self, request: Request) -> Iterator[Choice]:
        """Yield choices, best first."""
        ceiling = 1.0
        for choice in self._blend.choices(request):
            ceiling = choice[1]
            yield choice
        yield from without_cause(self.fallbacks(request), ceiling)

    def reordered(self, request: Request, effect: Effect) -> Iterator[Choice]:
        """Yield choices, the best of them in the order that rules and knobs give them.

        What rules lift need not be among the best: the most popular of it, then the newest, joins
        with the least score that is looked at.
        """
        size = span(request.query)
        head = Head(request.groups.shown)
        head.take(list(islice(self._blend.choices(request), size)))
        if len(head) < size:
            size = min(size, int(np.count_nonzero(request.allowed)))
            head.take_ranked(self.fallbacks(request), size - len(head), discount=True)
        if effect.lifted is not None:
            lifted = request.allowed & effect.lifted
            lifted[head.groups] = False
            count = min(request.query.n, int(np.count_nonzero(lifted)))
            head.take_ranked(self._anywhere(request, lifted), count, discount=False)
        floor = head.floor
        yield from reordered(head, request, effect.factors)
        yield from self._blend.choices(request)
        yield from without_cause(self.fallbacks(request), floor)

    def fallbacks(self, request: Request) -> Iterator[tuple[NDArray[Any], str]]:
        """Yield blocks of groups that may be shown, with the reason that is left."""
        category = request.query.category or _category_at_hand(request)
        if self._popular and category is not None:
            within = request.allowed & request.groups.within(category)
            yield from self._sold(self._popular, request, within, "popular_in_category")
        yield from self._anywhere(request, request.allowed)
        yield request.left(), "popular"

    def _anywhere(
        self, request: Request, allowed: NDArray[np.bool_]
    ) -> Iterator[tuple[NDArray[Any], str]]:
        """Yield blocks of what a mask over the groups lets through, of whatever category."""
        if self._popular:
            yield from self._sold(self._popular, request, allowed, self._popular.reason)
        yield request.groups.newest(allowed), "new"

    def _sold(
        self, popular: Popular, request: Request, allowed: NDArray[np.bool_], reason: str
    ) -> Iterator[tuple[NDArray[Any], str]]:
        """Yield blocks of what sells most, and after the first few some of what sells suddenly."""
        query = request.query
        for at, block in enumerate(popular.blocks(allowed, query.channel, query.location)):
            if at == 0 and self._trending is not None:
                chart = self._trending.chart(allowed, query.channel, query.location)
                yield block[:BEFORE_TRENDS], reason
                yield chart[: query.n // PLACES_A_TREND], self._trending.reason
            yield block, reason


def _category_at_hand(request: Request) -> str | None:
    """Return the category of the product a page shows."""
    item = request.query.item_id
    if item is None:
        return None
    group = int(request.groups.of([item])[0])
    return request.groups.category_of(group) if group >= 0 else None
