"""The way down from what is known of a person to what can be shown to anybody.

Personal and item-to-item, popular in the category, popular, newest in the catalogue: each step is
reached only if those before it did not fill the list.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.blend import Blend
from model.listing.head import Head, discounted, without_cause
from model.listing.reorder import reordered, span
from model.recommenders.candidates import Request
from model.recommenders.popular import Popular
from model.voices import Choice

HEAD = 500
"""So many of the best choices are looked at where rules scale scores."""


class Chain:
    """What a list is filled from."""

    def __init__(self, blend: Blend, popular: Popular | None) -> None:
        self._blend, self._popular = blend, popular

    def choices(self, request: Request) -> Iterator[Choice]:
        """Yield choices, best first."""
        ceiling = 1.0
        for choice in self._blend.choices(request):
            ceiling = choice[1]
            yield choice
        yield from without_cause(self.fallbacks(request), ceiling)

    def reordered(self, request: Request, factors: NDArray[Any] | None) -> Iterator[Choice]:
        """Yield choices, the best of them in the order that rules and knobs give them.

        `factors` [groups] scale scores. What they lift need not be among the best: the first of
        it, as the fallbacks have it, joins with the least score that is looked at.
        """
        size = span(request.query) if factors is None else HEAD
        head = Head(request.groups.shown)
        personal, fallbacks = self._blend.choices(request), self.fallbacks(request)
        head.take(personal, size)
        ranked = discounted(fallbacks, head.floor)
        head.take(ranked, size)
        if factors is not None and len(head) == size:
            lifted = self.fallbacks(request, request.allowed & (factors > 1.0))
            head.take(without_cause(lifted, head.floor), size + request.query.n)
        yield from reordered(head, request, factors)
        yield from chain(personal, ranked)

    def fallbacks(
        self, request: Request, allowed: NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[int, str]]:
        """Yield what may be shown, or what of it `allowed` has, with the reason that is left."""
        query, groups = request.query, request.groups
        allowed = request.allowed if allowed is None else allowed
        category = query.category or _category_at_hand(request)
        if self._popular and category is not None:
            within = allowed & groups.within(category)
            for group in self._popular.walk(within, query.channel):
                yield group, "popular_in_category"
        if self._popular:
            for group in self._popular.walk(allowed, query.channel):
                yield group, "popular"
        for group in groups.newest(allowed):
            yield group, "new"


def _category_at_hand(request: Request) -> str | None:
    """Return the category of the product a page shows."""
    item = request.query.item_id
    if item is None:
        return None
    group = int(request.groups.of([item])[0])
    return request.groups.category_of(group) if group >= 0 else None
