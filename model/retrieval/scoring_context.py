"""One request with its ids resolved: who asks for what, and which groups may be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import ItemGroups
from model.query import Query
from model.retrieval.affinity import InteractionWeights
from model.retrieval.candidates import Candidates
from model.retrieval.history_columns import HistoryColumns
from model.rules.compiled import RuleEffect

WINDOW, WINDOW_PER_PLACE = 100, 4
"""Candidates that are re-ranked: enough to choose from, and few to gather."""


@dataclass(frozen=True)
class ScoringContext:
    """A query over the groups that rules leave; what several sources need is computed once.

    `blocked` groups int32 are never shown, those of `negative_feedback` int32 only at the end of a
    list that would stay short without them.
    """

    query: Query
    rules: RuleEffect
    interaction_weights: InteractionWeights
    blocked: NDArray[np.int32]
    history: HistoryColumns = field(repr=False)
    negative_feedback: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    _candidates: dict[str, Candidates] = field(default_factory=dict, repr=False)

    @cached_property
    def groups(self) -> ItemGroups:
        """The groups that may be listed."""
        return self.rules.groups

    @cached_property
    def passing(self) -> NDArray[np.bool_] | None:
        """Mask over the catalogue's rows: what passes the filters; None without a catalogue."""
        return self.groups.passing(self.query, self.excluded)

    @cached_property
    def excluded(self) -> NDArray[np.int32]:
        """The catalogue's rows [k] that the query excludes."""
        return self.groups.excluded(self.query)

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Mask over all groups: what may be shown."""
        mask = self.groups.allowed(self.query, self.passing, self.blocked, self.excluded)
        if len(self.negative_feedback):
            mask[self.negative_feedback] = False
        return mask

    @cached_property
    def reordered(self) -> bool:
        """Whether rules, diversity or rotation change the order of the best candidates."""
        return self.rules.factors is not None or self.query.reordered

    @property
    def window(self) -> int:
        """The number of best candidates that are looked at where the order is changed."""
        return max(WINDOW, WINDOW_PER_PLACE * self.query.n)

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, int32, −1 unknown."""
        return self.history.find(ids)

    def with_buried(self) -> "ScoringContext":
        """Return the same request over the groups that rules send to the end, too."""
        return ScoringContext(
            self.query,
            self.rules.with_buried(),
            self.interaction_weights,
            self.blocked,
            self.history,
            self.negative_feedback,
        )

    def rejected(self) -> NDArray[np.int32]:
        """Return the groups with negative feedback that may stand at the end of a short list."""
        if not len(self.negative_feedback):
            return self.negative_feedback
        allowed = self.groups.allowed(self.query, self.passing, self.blocked, self.excluded)
        return self.negative_feedback[allowed[self.negative_feedback]]

    def own_items(self) -> Iterator[str]:
        """Yield the items of the person's interactions, newest first, then all they bought."""
        history = self.query.history
        yield from (each.item_id for each in history.interactions)
        yield from (each.item_id for each in history.purchased)

    def retrieve(self, recommender: "Recommender") -> Candidates:
        """Return a recommender's candidates, computed once for this context."""
        found = self._candidates.get(recommender.id)
        if found is None:
            found = self._candidates[recommender.id] = recommender.retrieve(self)
        return found

    def keep(self, recommender_id: str, candidates: Candidates) -> None:
        """Keep a recommender's candidates, which were computed along with others."""
        self._candidates.setdefault(recommender_id, candidates)


class Recommender(Protocol):
    """One algorithm. `id` is that of its entry in `model.retrieval.sources`."""

    id: str

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the best candidates that `context.allowed` lets through, in any order."""
