"""What several recommenders say of the same groups, side by side and as one hand-made sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct, falling
from model.retrieval.candidates import Candidates

Choice = tuple[int, float, str, str | None]
"""Group, score, reason, and the item the reason stands on."""

SILENT = 1e-6
"""A candidate with less than this is left to the fallbacks."""


@dataclass(frozen=True)
class Voice:
    """One recommender's candidates; `source` tells a learned ranker whose they are."""

    source: str
    weight: float
    reason: str
    candidates: Candidates


class Mix:
    """All groups that any voice names, in rising order: `groups` int32 [p]."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = voices
        self._sizes = [len(each.candidates.groups) for each in voices]
        named = _joined([each.candidates.groups for each in voices], np.int32)
        groups, self._where, _ = distinct(named)
        self.groups = groups.astype(np.int32)

    def __len__(self) -> int:
        return len(self.groups)

    @cached_property
    def sums(self) -> NDArray[np.float64]:
        """The weighted sum over the voices: the blend that nobody had to learn."""
        return np.asarray(np.bincount(self._where, self._parts, len(self)), np.float64)

    def said(self, sources: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 [sources, p]: the best score a source gives each group, 0 if none."""
        scores = np.zeros((len(sources), len(self)), np.float32)
        ends = np.cumsum(self._sizes)
        for voice, size, end in zip(self._voices, self._sizes, ends.tolist(), strict=True):
            if voice.source in sources and size:
                row, at = scores[sources.index(voice.source)], self._where[end - size : end]
                row[at] = np.maximum(row[at], voice.candidates.scores)
        return scores

    def scale(self, source: str) -> float:
        """Return what a score of 1 from a source stands for; 1 if it is silent."""
        found = (each.candidates.scale for each in self._voices if each.source == source)
        return next(found, 1.0)

    def choices(self, scores: NDArray[Any]) -> Iterator[Choice]:
        """Yield the groups by scores [p], best first; the loudest voice gives the reason.

        Ties go to the lower group, so an answer repeats exactly.
        """
        if not len(self):
            return
        origin = np.repeat(np.arange(len(self._voices)), self._sizes)
        because = _joined([each.candidates.because for each in self._voices], np.int32)
        loudest = np.zeros(len(self), np.intp)
        rising = falling(self._parts)[::-1]
        loudest[self._where[rising]] = rising
        for at in falling(scores):  # seldom far: a list of them all would cost more
            if scores[at] < SILENT:
                return
            voice, source = self._voices[origin[loudest[at]]], int(because[loudest[at]])
            item = voice.candidates.sources[source] if source >= 0 else None
            yield int(self.groups[at]), float(scores[at]), voice.reason, item

    @cached_property
    def _parts(self) -> NDArray[np.float64]:
        return _joined([each.weight * each.candidates.scores for each in self._voices], np.float64)


def _joined(arrays: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *arrays])
