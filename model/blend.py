"""How the voices of a placement become one list.

A candidate's score is the weighted sum over the recommenders that name it; the one that adds most
gives the reason. Where a ranker was learned, its trees take the place of the weights.
"""

from collections.abc import Iterator
from copy import copy

from model.personal import WEIGHTS
from model.placements import PERSONAL, Placements
from model.ranking.ranker import Ranker
from model.recommenders.candidates import Request
from model.recommenders.next_in_session import NextInSession
from model.voices import Choice, Mix


class Blend:
    """The personal part of every placement; empty without a model, but for buying again."""

    def __init__(self, placements: Placements, ranker: Ranker | None = None) -> None:
        self._placements, self._ranker = placements, ranker

    @property
    def session(self) -> NextInSession | None:
        """The recommender that knows what comes next in a visit, if training found it better."""
        return self._placements.session

    @property
    def learned(self) -> bool:
        """Whether a ranker decides for those it knows."""
        return self._ranker is not None

    def by_hand(self) -> "Blend":
        """Return the same voices with nothing but their weights."""
        other = copy(self)
        other._ranker = None
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
        ranker = self._ranker if request.query.placement in PERSONAL else None
        if ranker is None or not ranker.knows(request.query.history):
            mix = Mix(list(self._placements.voices(request)))
            return mix.choices(self._placements.arranged(request, mix, mix.sums))
        mix = self.heard(request)
        upcoming = mix.said(("next",))[0] * WEIGHTS["next"]
        return mix.choices(ranker.scores(request, mix) + upcoming)

    def _leads(self, request: Request) -> bool:
        query = request.query
        if self.session is None or query.placement not in PERSONAL:
            return query.placement == "product"
        known = self._ranker is not None and self._ranker.knows(query.history)
        return not query.history.purchased and (not known or self.session.under_way(request))

    def heard(self, request: Request) -> Mix:
        """Return all that a ranker listens to."""
        return self._placements.heard(request)
