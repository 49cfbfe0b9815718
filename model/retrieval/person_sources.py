"""What is heard where nothing but the person is known: home, category, e-mail."""

from collections.abc import Iterator

import numpy as np

from model.retrieval.candidates import Candidates, Request
from model.retrieval.merged_candidates import Voice
from model.retrieval.recent_seeds import intents
from model.retrieval.recommender_set import Speakers

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


class Personal:
    """The voices about a person."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers

    def voices(self, request: Request) -> Iterator[Voice]:
        """Yield what the hand-made blend listens to."""
        yield from self._taste(request)
        upcoming = list(self.upcoming(request))
        yield from upcoming or self._seen(request)

    def heard(self, request: Request) -> Iterator[Voice]:
        """Yield all that a ranker listens to: the hand-made blend's voices, and softer ones."""
        yield from self._taste(request)
        yield from self._seen(request)
        yield from self._softer(request)
        if request.query.history.purchased:
            yield from self.upcoming(request)

    def upcoming(self, request: Request) -> Iterator[Voice]:
        """What comes next in the visit, where training found that worth listening to."""
        page, session = request.query.item_id, self._speakers.session
        if session is None or not session.serves(request):
            return
        found = request.candidates(session)
        if page is not None:
            yield Voice("next", WEIGHTS["next"], "viewed_together", found.named(page))
        else:
            yield Voice("next", WEIGHTS["next"], session.reason, found)

    def _taste(self, request: Request) -> Iterator[Voice]:
        yield self._speakers.habit(request, WEIGHTS["own"])
        yield from self._speakers.liked(request, WEIGHTS["liked"])

    def _softer(self, request: Request) -> Iterator[Voice]:
        """What the weights leave out, as it helps only somebody who weighs by the case.

        What goes with a whole past is asked once: of what is bought together, if anything is.
        """
        linear = self._speakers.linear
        for each in self._speakers.together[:1]:
            found = request.candidates(each)
            yield Voice("together", WEIGHTS["together"], each.reason, found)
        if linear is not None:
            found = request.candidates(linear)
            yield Voice("linear", WEIGHTS["linear"], linear.reason, found)
        yield from self._speakers.sold(request, WEIGHTS["popular"])

    def _seen(self, request: Request) -> Iterator[Voice]:
        """Let the newest things a person looked at speak: the next answer shows it."""
        for each in request.once("seen", lambda: self._around_seeds(request)):
            yield Voice("seen", WEIGHTS["seen"], "because_you_viewed", each)

    def _around_seeds(self, request: Request) -> list[Candidates]:
        seeds, strengths = intents(request)
        found = [each.around(seeds, strengths, request) for each in self._speakers.together]
        if seeds and not any(np.any(each.because == 0) for each in found):
            found.append(self._speakers.like(seeds[0], request).softened(strengths[0]))
        return found
