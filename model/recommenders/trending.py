"""What is wanted more of late than it usually is, by everybody or in one channel."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.ids import IdTable


class Trending:
    """Charts [1 + channels] end to end, as `model.training.trending` made them."""

    name = "trending"
    reason = "trending"

    def __init__(self, model: Artifact) -> None:
        self._offsets = np.asarray(model["trending/offsets"])
        self._groups = np.asarray(model["trending/groups"])
        self._channels = IdTable(model.group("channels"))

    @classmethod
    def of(cls, model: Artifact) -> Self | None:
        """Return the charts of a model; None if it has none."""
        return cls(model) if "trending/groups" in model else None

    def chart(self, allowed: NDArray[np.bool_], channel: str | None) -> NDArray[np.int32]:
        """Return the allowed groups, the strongest trend first: of the channel, if it has any."""
        for row in (self._row(channel), 0):
            groups = self._groups[self._offsets[row] : self._offsets[row + 1]]
            groups = groups[allowed[groups]]
            if len(groups):
                break
        return groups

    def _row(self, channel: str | None) -> int:
        return 0 if channel is None else 1 + self._channels.row(channel)
