"""How the voices of a placement become one list.

A candidate's score is the weighted sum over the recommenders that name it; the one that adds most
gives the reason. Where a ranker was learned, its trees take the place of the weights.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from model.query import TASTE_PLACEMENTS, Query
from model.ranking import placement_family as family
from model.ranking.ranker import Ranker
from model.retrieval.candidate_sources import Placements
from model.retrieval.candidates import Request
from model.retrieval.context_sources import in_sight
from model.retrieval.merged_candidates import Choice, Mix
from model.retrieval.next_item import NextInSession
from model.retrieval.person_sources import WEIGHTS

NOTHING: Mapping[str, Ranker] = MappingProxyType({})


class Blend:
    """The personal part of every placement; empty without a model, but for buying again."""

    def __init__(self, placements: Placements, rankers: Mapping[str, Ranker] = NOTHING) -> None:
        """`rankers` by family of placements."""
        self._placements, self._rankers = placements, rankers

    @property
    def session(self) -> NextInSession | None:
        """The recommender that knows what comes next in a visit, if training found it better."""
        return self._placements.session

    @property
    def learned(self) -> bool:
        """Whether a ranker decides on the home placement, for those it knows."""
        return family.PERSONAL.name in self._rankers

    def by_hand(self) -> "Blend":
        """Return the same voices with nothing but their weights."""
        other = copy(self)
        other._rankers = NOTHING
        return other

    def without_sessions(self) -> "Blend":
        """Return the same voices but the session ranker's."""
        other = copy(self)
        other._placements = self._placements.without_sessions()
        return other

    def choices(self, request: Request) -> Iterator[Choice]:
        """Yield the candidates for the query's placement, best first.

        On the page of a product, and for somebody of whom nothing but a visit is known, what comes
        next in the visit goes before all else; a group may then be yielded again.
        """
        lowest = 1.0
        if self._leads(request):
            first = Mix(list(self._placements.upcoming(request)))
            for choice in first.choices(first.sums):
                lowest = choice[1]
                yield choice
        for group, score, reason, because in self._settled(request):
            yield group, score * lowest, reason, because

    def _settled(self, request: Request) -> Iterator[Choice]:
        """Yield what is known apart from a visit, and for buyers a visit under way laid over it.

        No case of the trees' training was asked in a visit, so they do not weigh it.
        """
        ranker = self._ranker(request.query)
        if ranker is None:
            mix = Mix(list(self._placements.voices(request)))
            scores = mix.sums
        else:
            mix = self.heard(request)
            upcoming = mix.said(("next",))[0] * WEIGHTS["next"]
            scores = ranker.scores(request, mix) + upcoming
        return mix.choices(in_sight(self.near(request, mix), scores))

    def _ranker(self, query: Query) -> Ranker | None:
        """Return what decides, if it learned from people like this one."""
        ranker = self._rankers.get(family.of(query.placement).name)
        return ranker if ranker is not None and ranker.knows(query.history) else None

    def _leads(self, request: Request) -> bool:
        query = request.query
        if self.session is None or query.placement not in TASTE_PLACEMENTS:
            return query.placement == "product"
        known = self._ranker(query) is not None
        return not query.history.purchased and (not known or self.session.under_way(request))

    def heard(self, request: Request) -> Mix:
        """Return all that a ranker of the query's placement listens to."""
        return self._placements.heard(request)

    def near(self, request: Request, mix: Mix) -> NDArray[np.bool_]:
        """Mask over a mix: what must stay in sight (see `in_sight`)."""
        return self._placements.near(request, mix)
