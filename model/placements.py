"""What each placement hears: which recommenders speak there, and how loud."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy

import numpy as np

from model.intents import intents
from model.recommenders.als import Als
from model.recommenders.candidates import Candidates, Request
from model.recommenders.linear import Linear
from model.recommenders.next_in_session import NextInSession
from model.recommenders.own_frequency import OwnFrequency
from model.recommenders.popular import Popular
from model.recommenders.similar import Similar
from model.recommenders.together import Together
from model.taste import last_bought
from model.voices import Mix, Voice

PERSONAL = frozenset({"home", "category", "email"})
"""Placements that know nothing but the person."""

WEIGHTS = {
    "own": 1.0,
    "next": 0.6,
    "seen": 0.6,
    "liked": 0.1,
    "linear": 1e-3,
    "together": 1e-3,
    "popular": 1e-4,
}
"""How loud each source speaks of a person where nothing was learned."""

HABIT = 0.3
"""How loud what a person buys speaks beside a cart or an order, whose companions come first.

Complete Journey without its last 28 days, NDCG@20 of the 28 days before those: the rest of an order
from half of it .116 without, .136 with; what is new in the next order .051 and .082.
"""


class Placements:
    """The recommenders of one model; without one, only buying again and what is alike speak."""

    def __init__(
        self,
        own: OwnFrequency,
        als: Als | None,
        together: Sequence[Together],
        popular: Popular | None,
        *,
        similar: Similar,
        linear: Linear | None = None,
        session: NextInSession | None = None,
    ) -> None:
        self._own, self._als, self._together, self._popular = own, als, together, popular
        self._similar, self._linear, self.session = similar, linear, session

    def without_sessions(self) -> "Placements":
        """Return the same voices but the session ranker's."""
        other = copy(self)
        other.session = None
        return other

    def heard(self, request: Request) -> Mix:
        """Return all that a ranker listens to: the hand-made blend's voices, and softer ones."""
        voices = [*self._taste(request), *self._seeds(request), *self._softer(request)]
        return Mix(
            [*voices, *self.upcoming(request)] if request.query.history.purchased else voices
        )

    def voices(self, request: Request) -> Iterator[Voice]:
        """Yield what the hand-made blend of the query's placement listens to."""
        voices: dict[str, Callable[[Request], Iterator[Voice]]] = {
            "home": self._personal,
            "category": self._personal,
            "product": self._product,
            "cart": self._cart,
            "post_purchase": self._bought,
            "email": self._personal,
        }
        return voices[request.query.placement](request)

    def _personal(self, request: Request) -> Iterator[Voice]:
        yield from self._taste(request)
        upcoming = list(self.upcoming(request))
        yield from upcoming or self._seeds(request)

    def _taste(self, request: Request) -> Iterator[Voice]:
        yield self._habit(request, WEIGHTS["own"])
        yield from self._liked(request, WEIGHTS["liked"])

    def _habit(self, request: Request, weight: float) -> Voice:
        return Voice("own", weight, self._own.reason, request.candidates(self._own))

    def upcoming(self, request: Request) -> Iterator[Voice]:
        """What comes next in the visit, where training found that worth listening to."""
        page = request.query.item_id
        if self.session is None or not self.session.serves(request):
            return
        found = request.candidates(self.session)
        if page is not None:
            yield Voice("next", WEIGHTS["next"], "viewed_together", found.named(page))
        else:
            yield Voice("next", WEIGHTS["next"], self.session.reason, found)

    def _softer(self, request: Request) -> Iterator[Voice]:
        """What the weights leave out, as it helps only somebody who weighs by the case.

        What goes with a whole past is asked once: of what is bought together, if anything is.
        """
        for each in self._together[:1]:
            found = request.candidates(each)
            yield Voice("together", WEIGHTS["together"], each.reason, found)
        if self._linear is not None:
            found = request.candidates(self._linear)
            yield Voice("linear", WEIGHTS["linear"], self._linear.reason, found)
        if self._popular is not None:
            found = request.candidates(self._popular)
            yield Voice("popular", WEIGHTS["popular"], self._popular.reason, found)

    def _product(self, request: Request) -> Iterator[Voice]:
        item, alike = request.query.item_id, Candidates.none()
        if item is not None:
            yield from self._beside([item], [1.0], request)
            alike = self._like_minded(item, request)
            yield Voice("seen", 0.3, "because_you_viewed", alike)
        if item is not None and not len(alike.groups):  # nobody met it yet
            alike = self._similar.beside(item, request)
            yield Voice("similar", 0.1, self._similar.reason, alike)
        if len(alike.groups) < request.query.n:  # a second look at all groups, seldom needed
            yield from self._liked(request, 0.02)

    def _cart(self, request: Request) -> Iterator[Voice]:
        cart = list(dict.fromkeys(request.query.history.cart))
        yield from self._beside(cart, [1.0] * len(cart), request)
        yield self._habit(request, HABIT)
        yield from self._liked(request, 0.05)

    def _bought(self, request: Request) -> Iterator[Voice]:
        """What goes with the order just made, what else is usual, then what resembles it all."""
        bought = last_bought(request.query.history)
        yield from self._beside(bought, [1.0] * len(bought), request)
        yield self._habit(request, HABIT)
        yield from self._liked(request, 0.05)

    def _beside(
        self, seeds: Sequence[str], strengths: Sequence[float], request: Request
    ) -> Iterator[Voice]:
        for each in self._together:
            yield Voice("together", 1.0, each.reason, each.around(seeds, strengths, request))

    def _like_minded(self, item: str, request: Request) -> Candidates:
        """Return what those like who like an item."""
        if self._als is None:
            return Candidates.none()
        return self._als.similar(int(request.of([item])[0]), request).named(item)

    def _seeds(self, request: Request) -> Iterator[Voice]:
        """Let the newest things a person looked at speak: the next answer shows it."""
        seeds, strengths = intents(request)
        found = [each.around(seeds, strengths, request) for each in self._together]
        if seeds and not any(np.any(each.because == 0) for each in found):
            found.append(self._like(seeds[0], request).softened(strengths[0]))
        for each in found:
            yield Voice("seen", WEIGHTS["seen"], "because_you_viewed", each)

    def _like(self, item: str, request: Request) -> Candidates:
        """Return what resembles an item without neighbours: by its vector, else by what it is."""
        found = self._like_minded(item, request)
        if not len(found.groups):
            found = self._similar.beside(item, request)
        if not len(found.groups) and self._popular is not None:
            found = self._popular.beside(int(request.of([item])[0]), request).named(item)
        return found

    def _liked(self, request: Request, weight: float) -> Iterator[Voice]:
        if self._als is not None:
            yield Voice("liked", weight, self._als.reason, request.candidates(self._als))
