"""What is wanted more of late than it usually is: at a location, in a channel, by everybody."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.retrieval.chart_segments import Places


class Trending:
    """Charts [1 + channels + locations] end to end, as `model.training.trending` made them."""

    name = "trending"
    reason = "trending"

    def __init__(self, model: Artifact) -> None:
        self._offsets = np.asarray(model["trending/offsets"])
        self._groups = np.asarray(model["trending/groups"])
        self._places = Places(model)

    @classmethod
    def of(cls, model: Artifact) -> Self | None:
        """Return the charts of a model; None if it has none."""
        return cls(model) if "trending/groups" in model else None

    def chart(
        self, allowed: NDArray[np.bool_], channel: str | None, location: str | None = None
    ) -> NDArray[np.int32]:
        """Return the allowed groups, the strongest trend first.

        Of the location, else of the channel, else of everybody: the first chart that has any.
        """
        for row in self._rows(channel, location):
            groups = self._groups[self._offsets[row] : self._offsets[row + 1]]
            groups = groups[allowed[groups]]
            if len(groups):
                break
        return groups

    def _rows(self, channel: str | None, location: str | None) -> Iterator[int]:
        if (at := self._places.location(location)) >= 0:
            yield 1 + self._places.channels + at
        if (at := self._places.channel(channel)) >= 0:
            yield 1 + at
        yield 0
