"""What comes next in the visit a person is on, as `model.retrieval.session` ranks it."""

from collections.abc import Sequence
from math import inf
from typing import Self

import numpy as np

from model.arrays.artifact import Artifact
from model.durations import DAY_MS, MINUTE_MS
from model.query import Interaction
from model.retrieval.candidates import Candidates, Request
from model.retrieval.session.arrays import Array
from model.retrieval.session.features import FEATURES, NEAR
from model.retrieval.session.ranker import SessionRanker
from model.retrieval.session.visit import visit

LASTING_DAYS = 30
"""A visit longer ago says nothing of what somebody wants now."""


class NextInSession:
    """Speaks on the placements where training found it better than the hand-made weights."""

    name = "next_in_session"
    reason = "because_you_viewed"

    def __init__(self, model: Artifact, placements: Sequence[str]) -> None:
        self.placements = frozenset(placements)
        self._ranker = SessionRanker.of(model)
        self._gap_ms = float(model.manifest["settings"]["session_gap_minutes"]) * MINUTE_MS

    @classmethod
    def of(cls, model: Artifact) -> Self | None:
        """Return that of a model; None if it has none or learned from other features."""
        about = model.manifest.get("rankers", {}).get("sessions", {})
        if about.get("won") != "sessions" or about.get("features") != list(FEATURES):
            return None
        return cls(model, about["placements"])

    def serves(self, request: Request) -> bool:
        """Whether it won where the question comes from, and the newest visit still counts.

        To a buyer it counts while it lasts, to somebody else `LASTING_DAYS`.
        """
        query = request.query
        if query.placement == "product":
            return "product" in self.placements and query.item_id is not None
        lasts = self._gap_ms if query.history.purchased else LASTING_DAYS * DAY_MS
        return "home" in self.placements and self._silence(request) <= lasts

    def under_way(self, request: Request) -> bool:
        """Whether the person is here now: no longer silence than within a visit."""
        return self._silence(request) <= self._gap_ms

    def score(self, request: Request) -> Candidates:
        """Return what may come next, each candidate standing on the item seen that is nearest it.

        Scores fall evenly with the rank. The visit ends with the page's item, if there is one; if
        no session of the past knows the newest item, there is nothing to say.
        """
        names = [each.item_id for each in reversed(self._visit(request))]
        page = request.query.item_id
        if page is not None and names[-1:] != [page]:
            names.append(page)
        groups = request.of(names)
        known = (groups >= 0) & (groups < self._ranker.recommenders.index.n_items)
        if not len(groups) or not known[-1] or not self._ranker.knows(int(groups[-1])):
            return Candidates.none()
        seen, kept = groups[known], np.flatnonzero(known)
        found, _ = self._ranker.rank(seen)
        found = found[request.allowed[found]].astype(np.int32)
        scores = (1.0 - np.arange(len(found)) / max(len(found), 1)).astype(np.float32)
        because = kept[self._nearest(found, seen)].astype(np.int32)
        return Candidates(found, scores, because, tuple(names))

    def _silence(self, request: Request) -> float:
        """Milliseconds since the person looked at anything."""
        looked = self._visit(request)
        return request.query.now - looked[0].at if looked else inf

    def _visit(self, request: Request) -> list[Interaction]:
        return visit(request.query.history.interactions, self._gap_ms)

    def _nearest(self, found: Array, seen: Array) -> Array:
        """Which of `seen` has the nearest vector; of equals, the newest."""
        newest = seen[::-1][:NEAR]
        factors = self._ranker.facts.factors
        near: Array = np.argmax(factors[found] @ factors[newest].T, axis=1)
        return len(seen) - 1 - near
