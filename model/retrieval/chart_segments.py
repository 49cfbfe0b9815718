"""The segments that a model's charts are kept for: its channels and its locations."""

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable


class ChartSegments:
    """`channels` is their number. The code −1 is an unknown segment, or none."""

    def __init__(self, model: Artifact) -> None:
        self._channels = _codes(IdTable(model.group("channels")))
        self._locations = _codes(IdTable(model.group("locations")))
        self.channels = len(self._channels)

    def channel(self, name: str | None) -> int:
        """Return the code of a channel."""
        return -1 if name is None else self._channels.get(name, -1)

    def location(self, name: str | None) -> int:
        """Return the code of a location."""
        return -1 if name is None else self._locations.get(name, -1)


def _codes(names: IdTable) -> dict[str, int]:
    """Return the names with their codes: a shop has few, and each request asks for one."""
    return {names.get(code): code for code in range(len(names))}
