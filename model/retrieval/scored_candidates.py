"""Candidates in their order, each with a score and a reason, as arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import falling
from model.retrieval.merged_candidates import MergedCandidates

MIN_SCORE = 1e-6
"""A candidate with a lower score is left to the fallback."""


class ScoredCandidate(NamedTuple):
    """One group with its score and reason, and the item id that explains the reason."""

    group: int
    score: float
    reason: str
    because_item_id: str | None


@dataclass(frozen=True)
class ScoredCandidates:
    """Columns [k]: `groups` int64, `scores` float64, `reason` and `because` intp.

    The last two are places in `reasons` and in `because_items`; −1 is no item.
    """

    groups: NDArray[np.int64]
    scores: NDArray[np.float64]
    reason: NDArray[np.intp]
    because: NDArray[np.intp]
    reasons: tuple[str, ...] = ()
    because_items: tuple[str, ...] = ()

    @classmethod
    def best_first(cls, merged: MergedCandidates, scores: NDArray[Any]) -> Self:
        """Return merged candidates by scores [p], those below `MIN_SCORE` left out.

        Of equal scores the lower group comes first. The source that adds most to the weighted sum
        gives the reason.
        """
        if not len(merged):
            return cls.unexplained(np.zeros(0, np.int64), "", 0.0)
        order = falling(scores)
        (low,) = (scores.take(order) < MIN_SCORE).nonzero()
        order = order[: low[0]] if len(low) else order
        reason, because = merged.top_source()
        return cls(
            merged.groups.take(order).astype(np.int64),
            scores.take(order).astype(np.float64),
            reason.take(order),
            because.take(order).astype(np.intp),
            tuple(each.reason for each in merged.parts),
            tuple(chain.from_iterable([each.candidates.because_items for each in merged.parts])),
        )

    @classmethod
    def unexplained(cls, groups: NDArray[Any], reason: str, score: float) -> Self:
        """Return groups [k] in their order, all with one score and reason and without an item."""
        size = len(groups)
        none = np.full(size, -1, np.intp)
        column = np.asarray(groups, np.int64)
        return cls(column, np.full(size, score), np.zeros(size, np.intp), none, (reason,))

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[ScoredCandidate]:
        rows = zip(
            self.groups.tolist(),
            self.scores.tolist(),
            self.reason.tolist(),
            self.because.tolist(),
            strict=True,
        )
        for group, score, reason, because in rows:
            item = self.because_items[because] if because >= 0 else None
            yield ScoredCandidate(group, score, self.reasons[reason], item)

    def explanations(self) -> tuple[list[str], list[str | None]]:
        """Return the reasons [k], and the items [k] that explain them."""
        items = [*self.because_items, None]  # the last is the place −1
        reasons = [self.reasons[at] for at in self.reason.tolist()]
        return reasons, [items[at] for at in self.because.tolist()]

    def select(self, places: Any) -> Self:
        """Return the candidates at some places, in the order of the places."""
        return type(self)(
            self.groups[places],
            self.scores[places],
            self.reason[places],
            self.because[places],
            self.reasons,
            self.because_items,
        )

    def with_scores(self, scores: NDArray[np.float64]) -> Self:
        """Return the same candidates with other scores [k]."""
        return replace(self, scores=scores)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the candidates of several parts, one part after the other."""
        if len(parts) == 1:
            return parts[0]
        reasons, items, shifted = 0, 0, []
        for each in parts:
            because = np.where(each.because >= 0, each.because + items, -1)
            shifted.append((each.reason + reasons, because))
            reasons, items = reasons + len(each.reasons), items + len(each.because_items)
        return cls(
            np.concatenate([each.groups for each in parts]),
            np.concatenate([each.scores for each in parts]),
            np.concatenate([reason for reason, _ in shifted]),
            np.concatenate([because for _, because in shifted]),
            tuple(reason for each in parts for reason in each.reasons),
            tuple(item for each in parts for item in each.because_items),
        )
