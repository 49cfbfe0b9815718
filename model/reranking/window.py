"""The best choices of a chain, as arrays: worth putting in another order."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.retrieval.merged_candidates import Choice

Ranked = Iterator[tuple[NDArray[Any], str]]
"""Blocks of groups, best first, with the reason that they are there for."""


class Head:
    """Choices of distinct groups, as `shown` tells groups apart: `groups` and `scores` [k]."""

    def __init__(self, shown: NDArray[np.int32]) -> None:
        self._shown = shown
        self._seen = np.zeros(len(shown), np.bool_)
        self._choices: list[Choice] = []
        self._blocks: list[tuple[int, str]] = []
        self.groups = np.zeros(0, np.int64)
        self.scores = np.zeros(0, np.float64)

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def floor(self) -> float:
        """The least score; 1 before there is any."""
        return float(self.scores.min(initial=np.inf)) if len(self) else 1.0

    def take(self, choices: Sequence[Choice]) -> None:
        """Take choices with the scores that they have; before all that have none."""
        count = len(choices)
        groups = np.fromiter((choice[0] for choice in choices), np.int64, count)
        scores = np.fromiter((choice[1] for choice in choices), np.float64, count)
        kept = self._append(groups, scores)
        self._choices += [choices[at] for at in kept.tolist()]

    def take_ranked(self, found: Ranked, count: int, *, discount: bool) -> None:
        """Take up to `count` that have nothing but their rank.

        All get the least score so far; discounted as DCG does, the k-th 1 ÷ log2(k + 1) of it.
        """
        floor, start = self.floor, len(self)
        while (left := count - (len(self) - start)) > 0:
            block = next(found, None)
            if block is None:
                break
            groups, reason = block
            self._blocks.append((len(self), reason))
            self._append(groups, np.full(len(groups), floor), left)
        if discount:
            self.scores[start:] /= np.log2(np.arange(2, len(self) - start + 2))

    def choice(self, at: int, score: float) -> Choice:
        """Return one of them, with another score."""
        if at < len(self._choices):
            group, _, reason, because = self._choices[at]
            return group, score, reason, because
        reason = next(reason for start, reason in reversed(self._blocks) if start <= at)
        return int(self.groups[at]), score, reason, None

    def _append(
        self, groups: NDArray[Any], scores: NDArray[Any], limit: int | None = None
    ) -> NDArray[np.intp]:
        """Append what is not there yet, and return where it stood."""
        shown = self._shown[groups]
        first = np.sort(np.unique(shown, return_index=True)[1])
        kept: NDArray[np.intp] = first[~self._seen[shown[first]]][:limit]
        self._seen[shown[kept]] = True
        self.groups = np.concatenate([self.groups, groups[kept]])
        self.scores = np.concatenate([self.scores, scores[kept]])
        return kept


def without_cause(found: Ranked, score: float) -> Iterator[Choice]:
    """Give what stands on no item one score."""
    for groups, reason in found:
        for group in groups.tolist():
            yield group, score, reason, None
