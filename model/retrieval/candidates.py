"""The candidates that one source returns."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIMIT = 150
"""Candidates that a source returns at most: more than any list needs, and few to merge.

With 300 the Complete Journey's NDCG@20 of a window before the last was .3703 (new products .0501),
with 150 .3708 (.0502), with 100 .3697 (.0495).
"""


_ALONE = np.full(1_024, -1, np.int32)
_ALONE.setflags(write=False)


@dataclass(frozen=True)
class Candidates:
    """Distinct groups int32 [k] with scores float32 [k] in 0..1, and the item that explains each.

    `because` int32 [k] are places in `because_items` (item ids), −1 where no single item explains a
    candidate. A score of 1 was `scale` before: scores times it compare between people.
    """

    groups: NDArray[np.int32]
    scores: NDArray[np.float32]
    because: NDArray[np.int32]
    because_items: tuple[str, ...] = ()
    scale: float = 1.0

    @classmethod
    @cache
    def empty(cls) -> "Candidates":
        """Return no candidate."""
        return cls.from_scores(np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def from_scores(cls, groups: NDArray[Any], scores: NDArray[Any]) -> "Candidates":
        """Return groups [k] with scores [k] scaled to a best of 1; those ≤ 0 are dropped."""
        (kept,) = (scores > 0).nonzero()
        if len(kept) < len(scores):
            groups, scores = groups.take(kept), scores.take(kept)
        groups, scores = groups.astype(np.int32), scores.astype(np.float32)
        highest = np.maximum.reduce(scores, initial=0.0)
        top = np.float32(highest or 1.0)  # 0 where all are too small for float32
        scores /= top
        size = len(groups)
        alone = _ALONE[:size] if size <= len(_ALONE) else np.full(size, -1, np.int32)
        return cls(groups, scores, alone, scale=float(top))

    @classmethod
    def from_highest(cls, scores: NDArray[Any], groups: NDArray[Any] | None = None) -> "Candidates":
        """Return the `LIMIT` highest of scores [k]: those of groups [k], else of groups 0 to k."""
        at = scores.argpartition(-LIMIT)[-LIMIT:] if len(scores) > LIMIT else np.arange(len(scores))
        return cls.from_scores(at if groups is None else groups.take(at), scores.take(at))

    def scaled(self, factor: float) -> "Candidates":
        """Return the same candidates with every score times a factor."""
        return replace(self, scores=(self.scores * factor).astype(np.float32))

    def explained_by(self, item: str) -> "Candidates":
        """Return the same candidates, all explained by one item id."""
        return replace(self, because=np.zeros(len(self.groups), np.int32), because_items=(item,))
