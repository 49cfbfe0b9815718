"""Placements: which recommenders speak, how loud, and how their candidates become one list.

A candidate's score is the weighted sum over the recommenders that name it; the one that adds most
gives the reason. A learned ranker per placement takes the place of the weights later.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.recommenders.als import Als
from model.recommenders.candidates import Candidates, Request
from model.recommenders.own_frequency import OwnFrequency
from model.recommenders.popular import Popular
from model.recommenders.together import Together
from model.taste import last_bought

Choice = tuple[int, float, str, str | None]
"""Group, score, reason, and the item the reason stands on."""

SEEDS = 8
INTENTS = ("view", "click", "wishlist", "cart")
FAINT = 0.01
"""What faded below this share is no intent any more."""
SILENT = 1e-6
"""A candidate with less than this is left to the fallbacks."""
RECENCY = 0.8
"""Each older seed speaks this much softer than the one after it."""


@dataclass(frozen=True)
class Voice:
    """One recommender's candidates in a blend."""

    weight: float
    reason: str
    candidates: Candidates


class Blend:
    """The personal part of every placement; empty without a model, but for buying again."""

    def __init__(
        self,
        own: OwnFrequency,
        als: Als | None,
        together: Sequence[Together],
        popular: Popular | None,
    ) -> None:
        self._own, self._als, self._together, self._popular = own, als, together, popular

    def choices(self, request: Request) -> Iterator[Choice]:
        """Yield the candidates for the query's placement, best first."""
        voices: dict[str, Callable[[Request], Iterator[Voice]]] = {
            "home": self._personal,
            "category": self._personal,
            "product": self._product,
            "cart": self._cart,
            "post_purchase": self._bought,
            "email": self._personal,
        }
        return merge(list(voices[request.query.placement](request)))

    def _personal(self, request: Request) -> Iterator[Voice]:
        yield Voice(1.0, self._own.reason, request.candidates(self._own))
        yield from self._seen(request)
        yield from self._liked(request, 0.1)

    def _product(self, request: Request) -> Iterator[Voice]:
        item, similar = request.query.item_id, Candidates.none()
        if item is not None:
            yield from self._beside([item], [1.0], request)
            similar = self._similar(item, request)
            yield Voice(0.3, "because_you_viewed", similar)
        if len(similar.groups) < request.query.n:  # a second look at all groups, seldom needed
            yield from self._liked(request, 0.02)

    def _cart(self, request: Request) -> Iterator[Voice]:
        cart = list(dict.fromkeys(request.query.history.cart))
        yield from self._beside(cart, [1.0] * len(cart), request)
        yield from self._liked(request, 0.05)

    def _bought(self, request: Request) -> Iterator[Voice]:
        """What goes with the order just made, then what resembles it all."""
        bought = last_bought(request.query.history)
        yield from self._beside(bought, [1.0] * len(bought), request)
        yield from self._liked(request, 0.05)

    def _beside(
        self, seeds: Sequence[str], strengths: Sequence[float], request: Request
    ) -> Iterator[Voice]:
        for each in self._together:
            yield Voice(1.0, each.reason, each.around(seeds, strengths, request))

    def _similar(self, item: str, request: Request) -> Candidates:
        if self._als is None:
            return Candidates.none()
        return self._als.similar(int(request.of([item])[0]), request).named(item)

    def _seen(self, request: Request) -> Iterator[Voice]:
        """Let the newest things a person looked at speak: the next answer shows it."""
        seeds, strengths = intents(request)
        found = [each.around(seeds, strengths, request) for each in self._together]
        if seeds and not any(np.any(each.because == 0) for each in found):
            found.append(self._like(seeds[0], request).softened(strengths[0]))
        for each in found:
            yield Voice(0.6, "because_you_viewed", each)

    def _like(self, item: str, request: Request) -> Candidates:
        """Return what resembles an item that has no neighbours: by its vector, else category."""
        found = self._similar(item, request)
        if not len(found.groups) and self._popular is not None:
            found = self._popular.beside(int(request.of([item])[0]), request).named(item)
        return found

    def _liked(self, request: Request, weight: float) -> Iterator[Voice]:
        if self._als is not None:
            yield Voice(weight, self._als.reason, request.candidates(self._als))


def intents(request: Request) -> tuple[list[str], list[float]]:
    """Return the newest distinct items looked at but not bought since, and how much each says."""
    query, weighting = request.query, request.weighting
    done: set[str] = set()
    seeds: list[str] = []
    strengths: list[float] = []
    for each in query.history.interactions:
        if each.item_id in done or len(seeds) == SEEDS:
            continue
        done.add(each.item_id)
        if each.kind in INTENTS:
            days = (query.now - each.at) / 86_400_000
            faded = 0.5 ** (max(days, 0.0) / weighting.half_life_days[each.kind])
            if faded < FAINT:
                continue
            seeds.append(each.item_id)
            strengths.append(faded * RECENCY ** len(strengths))
    return seeds, strengths


def merge(voices: Sequence[Voice]) -> Iterator[Choice]:
    """Add the voices up, best first; ties go to the lower group, so an answer repeats exactly."""
    if not any(len(each.candidates.groups) for each in voices):
        return
    groups = np.concatenate([each.candidates.groups for each in voices])
    parts = np.concatenate([each.weight * each.candidates.scores for each in voices])
    origin = np.repeat(np.arange(len(voices)), [len(each.candidates.groups) for each in voices])
    because = np.concatenate([each.candidates.because for each in voices])
    distinct, where = np.unique(groups, return_inverse=True)
    sums = np.bincount(where, parts, len(distinct))
    loudest = np.zeros(len(distinct), np.intp)
    rising = np.argsort(parts, kind="stable")
    loudest[where[rising]] = rising
    for at in np.argsort(-sums, kind="stable").tolist():
        if sums[at] < SILENT:
            return
        voice, source = voices[origin[loudest[at]]], int(because[loudest[at]])
        item = voice.candidates.sources[source] if source >= 0 else None
        yield int(distinct[at]), float(sums[at]), voice.reason, item
