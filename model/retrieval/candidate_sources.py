"""What each placement hears: which recommenders speak there, and how loud."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.query import TASTE_PLACEMENTS
from model.retrieval.candidates import Request
from model.retrieval.context_sources import Beside, goes_with
from model.retrieval.merged_candidates import Mix, Voice
from model.retrieval.next_item import NextInSession
from model.retrieval.person_sources import Personal
from model.retrieval.recommender_set import Speakers


class Placements:
    """The voices of every placement."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers
        self._personal, self._beside = Personal(speakers), Beside(speakers)

    @property
    def session(self) -> NextInSession | None:
        """The recommender that knows what comes next in a visit."""
        return self._speakers.session

    def without_sessions(self) -> "Placements":
        """Return the same voices but the session ranker's."""
        return Placements(replace(self._speakers, session=None))

    def voices(self, request: Request) -> Iterator[Voice]:
        """Yield what the hand-made blend of the query's placement listens to."""
        return self._of(request).voices(request)

    def heard(self, request: Request) -> Mix:
        """Return all that a ranker of the query's placement listens to."""
        return Mix(list(self._of(request).heard(request)))

    def upcoming(self, request: Request) -> Iterator[Voice]:
        """Yield what comes next in the visit, where training found that worth listening to."""
        return self._personal.upcoming(request)

    def near(self, request: Request, mix: Mix) -> NDArray[np.bool_]:
        """Mask over a mix: what must stay in sight, which is all but on a product's page."""
        if request.query.placement != "product":
            return np.ones(len(mix), np.bool_)
        return goes_with(mix)

    def _of(self, request: Request) -> Personal | Beside:
        return self._personal if request.query.placement in TASTE_PLACEMENTS else self._beside
