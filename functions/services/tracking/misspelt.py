"""Warn of names that look misspelt: the event is kept, and means less than its sender thinks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.event_names import EVENTS, PROPERTIES, UNREAD
from functions.domain.spelling import nearest
from functions.services.tracking.details import Dropped
from functions.services.tracking.ga4 import EVENTS as GA4_EVENTS

MAX_LOOKS = 50
"""Names of one call that are compared; to compare one takes up to a millisecond."""


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A name at a dotted path, `event` or below `properties`, and the known one that is near."""

    path: str
    name: str
    meant: str

    @property
    def field(self) -> str:
        """The field that a warning names."""
        return self.path if self.path == "event" else f"{self.path}.{self.name}"

    @property
    def reason(self) -> str:
        if self.path == "event":
            return f"{self.name} means nothing here; did you mean {self.meant}?"
        return f"is not read; did you mean {self.meant}?"

    def counted(self) -> Dropped:
        """Return it as intake quality counts it: one kind a known name, however it is misspelt."""
        reads = "means nothing here" if self.path == "event" else "is not read"
        return Dropped(self.path, f"{reads}; did you mean {self.meant}?", self.name)


class Misspellings:
    """Looks at the entries of one call; a name is compared once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, bool], str | None] = {}

    def among(self, entry: Mapping[str, Any]) -> Iterator[Misspelt]:
        """Yield the names in a stored entry that are near known ones."""
        name, properties = entry.get("event"), entry.get("properties")
        if entry.get("type") != "track" or not isinstance(name, str) or name in GA4_EVENTS:
            return
        meant = self._nearest(name, event=True)
        if meant:
            yield Misspelt("event", name, meant)
        if (meant or name in EVENTS) and isinstance(properties, dict):
            yield from self._properties("properties", properties)
            products = properties.get("products")
            if isinstance(products, list) and products and isinstance(products[0], dict):
                yield from self._properties("properties.products.0", products[0])

    def _properties(self, where: str, properties: Mapping[str, Any]) -> Iterator[Misspelt]:
        for name in properties:
            meant = self._nearest(name, event=False)
            if meant and meant not in properties:
                yield Misspelt(where, name, meant)

    def _nearest(self, name: str, *, event: bool) -> str | None:
        known = EVENTS if event else PROPERTIES
        if name in known or name in UNREAD:
            return None
        if (name, event) not in self._found:
            if len(self._found) >= MAX_LOOKS:
                return None
            self._found[name, event] = nearest(name, sorted(known))
        return self._found[name, event]
