"""The groups in more demand than usual: at a location, in a channel, or over all people."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.retrieval.chart_segments import ChartSegments


class Trending:
    """Charts [1 + channels + locations] end to end, as `model.training.trending` writes them."""

    id = "trending"

    def __init__(self, model: Artifact) -> None:
        self._offsets = np.asarray(model["trending/offsets"])
        self._groups = np.asarray(model["trending/groups"])
        self._segments = ChartSegments(model)

    @classmethod
    def from_model(cls, model: Artifact) -> Self | None:
        """Return the charts of a model; None if it has none."""
        return cls(model) if "trending/groups" in model else None

    def chart(
        self, allowed: NDArray[np.bool_], channel: str | None, location: str | None = None
    ) -> NDArray[np.int32]:
        """Return the groups int32 [k] of `allowed` [groups], the strongest trend first.

        The chart of the location, else of the channel, else of all people: the first that has any.
        """
        for row in self._rows(channel, location):
            groups = self._groups[self._offsets[row] : self._offsets[row + 1]]
            groups = groups[allowed[groups]]
            if len(groups):
                break
        return groups

    def _rows(self, channel: str | None, location: str | None) -> Iterator[int]:
        if (at := self._segments.location(location)) >= 0:
            yield 1 + self._segments.channels + at
        if (at := self._segments.channel(channel)) >= 0:
            yield 1 + at
        yield 0
