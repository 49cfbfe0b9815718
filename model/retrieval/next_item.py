"""The next items of the person's visit, as `model.retrieval.session` ranks them."""

from collections.abc import Sequence
from math import inf
from typing import Self

import numpy as np

from model.arrays.artifact import Array, Artifact
from model.durations import DAY_MS, MINUTE_MS
from model.query import Interaction
from model.retrieval.candidates import Candidates
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.session.features import FEATURES, NEAR
from model.retrieval.session.ranker import SessionRanker
from model.retrieval.session.visit import visit

LASTING_DAYS = 30
"""An older visit does not predict what a person wants now."""


class NextItem:
    """Serves the placements where training measured that it is better than the other sources."""

    id = "next_item"

    def __init__(self, model: Artifact, placements: Sequence[str]) -> None:
        self.placements = frozenset(placements)
        self._ranker = SessionRanker.from_arrays(model)
        self._gap_ms = float(model.manifest["settings"]["session_gap_minutes"]) * MINUTE_MS

    @classmethod
    def from_model(cls, model: Artifact) -> Self | None:
        """Return that of a model; None if the model has none or learned from other features."""
        about = model.manifest.get("rankers", {}).get("next_item", {})
        if about.get("won") != "next_item" or about.get("features") != list(FEATURES):
            return None
        return cls(model, about["placements"])

    def serves(self, context: ScoringContext) -> bool:
        """Whether it won at the placement, and the newest visit is not too old.

        For a buyer a visit counts while it lasts, for other people `LASTING_DAYS`.
        """
        query = context.query
        if query.placement == "product":
            return "product" in self.placements and query.item_id is not None
        lasts = self._gap_ms if query.history.purchased else LASTING_DAYS * DAY_MS
        return "home" in self.placements and self._silence_ms(context) <= lasts

    def under_way(self, context: ScoringContext) -> bool:
        """Whether the visit goes on: the pause since the newest interaction is within its gap."""
        return self._silence_ms(context) <= self._gap_ms

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return what may come next, each candidate explained by the nearest item of the visit.

        Scores fall evenly with the rank. The visit ends with the page's item, if there is one; if
        no past session has its newest item, there is no candidate.
        """
        names = [each.item_id for each in reversed(self._visit(context))]
        page = context.query.item_id
        if page is not None and names[-1:] != [page]:
            names.append(page)
        groups = context.find(names)
        known = (groups >= 0) & (groups < self._ranker.sources.index.n_items)
        if not len(groups) or not known[-1] or not self._ranker.knows(int(groups[-1])):
            return Candidates.empty()
        (kept,) = known.nonzero()
        seen = groups.take(kept)
        found = self._ranked(seen, context) if page is None else self._ranker.rank(seen)[0]
        found = found[context.allowed.take(found)].astype(np.int32)
        scores = (1.0 - np.arange(len(found)) / max(len(found), 1)).astype(np.float32)
        because = kept.take(self._nearest(found, seen)).astype(np.int32)
        return Candidates(found, scores, because, tuple(names))

    def _ranked(self, seen: Array, context: ScoringContext) -> Array:
        """Return what may come after the visit of a person, computed once for their history."""
        return context.history.once(self, lambda: self._ranker.rank(seen)[0])

    def _silence_ms(self, context: ScoringContext) -> float:
        """Return the time in ms since the newest interaction of the visit."""
        seen = self._visit(context)
        return context.query.now - seen[0].at if seen else inf

    def _visit(self, context: ScoringContext) -> list[Interaction]:
        interactions = context.query.history.interactions
        return context.history.once(visit, lambda: visit(interactions, self._gap_ms))

    def _nearest(self, found: Array, seen: Array) -> Array:
        """Return the place in `seen` with the nearest vector to each of `found`.

        Of equals the newest.
        """
        newest = seen[::-1][:NEAR]
        factors = self._ranker.facts.factors
        near: Array = np.argmax(
            factors.take(found, axis=0) @ factors.take(newest, axis=0).T, axis=1
        )
        return len(seen) - 1 - near
