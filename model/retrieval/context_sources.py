"""What is heard beside something at hand: a product's page, a cart, an order just made."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import falling
from model.retrieval.affinity import last_bought
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Mix, Voice
from model.retrieval.recommender_set import Speakers

WEIGHTS = {
    "bought_together": 1.0,
    "viewed_together": 1.0,
    "own": 0.6,
    "alike": 0.3,
    "similar": 0.1,
    "liked": 0.05,
    "popular": 1e-4,
}
"""How loud each source speaks where nothing was learned: companions first, then what is usual.

Complete Journey without its last 28 days, NDCG@20 of the 28 days before those, with habits at 0.3,
0.6 and 1: the rest of an order from half of it .124, .145, .159; the next order, without what was
in the last one, .077, .110, .146; what else is in the order that a product began .091, .123, .154.
Popular is .047, .079 and .072. Where nobody buys twice habits only lengthen the list, so they stay
below what goes with it; shops with cases enough learn how loud they should be.
"""
LITTLE = 0.02
"""How loud taste speaks on the page of a product that little resembles."""
NEAR = 0.5
"""What is alike counts as going with the page from half of the best likeness on."""


class Beside:
    """The voices around what is at hand."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers

    def voices(self, request: Request) -> Iterator[Voice]:
        """Yield what the hand-made blend listens to."""
        query = request.query
        if query.placement == "product":
            return self._page(request)
        if query.placement == "cart":
            return self._around(list(dict.fromkeys(query.history.cart)), request)
        return self._around(last_bought(query.history), request)

    def heard(self, request: Request) -> Iterator[Voice]:
        """Yield all that a ranker listens to."""
        yield from self.voices(request)
        yield from self._speakers.sold(request, WEIGHTS["popular"])

    def _page(self, request: Request) -> Iterator[Voice]:
        """What goes with the page's product, what else is usual, and what is alike.

        To find what is alike, all groups are looked at: where companions fill the list it is left.
        """
        item, found = request.query.item_id, 0
        if item is not None:
            companions = list(self._companions([item], request))
            yield from companions
            found = max((len(each.candidates.groups) for each in companions), default=0)
            if found < request.query.n:
                alike = self._alike(item, request)
                yield alike
                found = max(found, len(alike.candidates.groups))
        yield self._speakers.habit(request, WEIGHTS["own"])
        if found < request.query.n:
            yield from self._speakers.liked(request, LITTLE)

    def _alike(self, item: str, request: Request) -> Voice:
        found = self._speakers.like_minded(item, request)
        if len(found.groups):
            return Voice("alike", WEIGHTS["alike"], "because_you_viewed", found)
        similar = self._speakers.similar  # nobody met it yet
        return Voice("similar", WEIGHTS["similar"], similar.reason, similar.beside(item, request))

    def _around(self, items: Sequence[str], request: Request) -> Iterator[Voice]:
        """What goes with a cart or an order, what else is usual, then what resembles it all."""
        yield from self._companions(items, request)
        yield self._speakers.habit(request, WEIGHTS["own"])
        yield from self._speakers.liked(request, WEIGHTS["liked"])

    def _companions(self, items: Sequence[str], request: Request) -> Iterator[Voice]:
        for each in self._speakers.together:
            found = each.around(items, [1.0] * len(items), request)
            yield Voice(each.name, WEIGHTS[each.name], each.reason, found)


def goes_with(mix: Mix) -> NDArray[np.bool_]:
    """Mask over a page's mix: neighbours of its product; without one, what is most like it."""
    together = mix.said(("bought_together", "viewed_together")).any(axis=0)
    if together.any():
        return np.asarray(together)
    return np.asarray((mix.said(("alike", "similar")) >= NEAR).any(axis=0))


def in_sight(near: NDArray[np.bool_], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores [p] so that what is `near` [p] stays in sight.

    Of as many places from the top as you like at least half show what is near, as long as there
    is any; among themselves both keep their order. What somebody buys week by week would else be
    all that a product's page shows.
    """
    if near.all():
        return scores
    order = falling(scores)
    goes = near[order]
    others = np.flatnonzero(~goes)
    before = np.cumsum(goes)[others]  # of what is near, so much stands before each of the others
    wanted = np.minimum(np.arange(1, len(others) + 1), np.count_nonzero(goes))
    taken = np.zeros(len(order), np.bool_)
    taken[np.arange(len(others)) + np.maximum(before, wanted)] = True
    arranged = np.empty_like(order)
    arranged[taken], arranged[~taken] = order[others], order[goes]
    found = np.empty(len(scores))
    found[arranged] = scores[order]
    return found
