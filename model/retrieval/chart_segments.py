"""Where people shop, as a model's charts number it: its channels and its locations."""

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable


class Places:
    """`channels` are so many; −1 is what the model does not know, or nobody named."""

    def __init__(self, model: Artifact) -> None:
        self._channels = IdTable(model.group("channels"))
        known = "locations/rows" in model  # or it was trained before there were any
        self._locations = IdTable(model.group("locations") if known else IdTable.build(()))
        self.channels = len(self._channels)

    def channel(self, name: str | None) -> int:
        """Return the number of a channel."""
        return -1 if name is None else self._channels.row(name)

    def location(self, name: str | None) -> int:
        """Return the number of a location."""
        return -1 if name is None else self._locations.row(name)
