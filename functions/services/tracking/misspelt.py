"""Warn of names that look misspelt: the event is kept, and means less than its sender thinks."""

from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.event_names import EVENTS, PROPERTIES, UNREAD
from functions.domain.spelling import nearest
from functions.errors import FieldFault
from functions.services.tracking.ga4 import EVENTS as GA4_EVENTS

MAX_LOOKS = 50
"""Names of one call that are compared; to compare one takes up to a millisecond."""


class Misspellings:
    """Looks at the entries of one call; a name is compared once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, bool], str | None] = {}

    def among(self, entry: Mapping[str, Any]) -> Iterator[FieldFault]:
        """Yield the names in a stored entry that are near known ones, each with the known one."""
        name, properties = entry.get("event"), entry.get("properties")
        if entry.get("type") != "track" or not isinstance(name, str) or name in GA4_EVENTS:
            return
        meant = self._nearest(name, event=True)
        if meant:
            yield FieldFault("event", f"{name} means nothing here; did you mean {meant}?")
        if (meant or name in EVENTS) and isinstance(properties, dict):
            yield from self._properties("properties", properties)
            products = properties.get("products")
            if isinstance(products, list) and products and isinstance(products[0], dict):
                yield from self._properties("properties.products.0", products[0])

    def _properties(self, where: str, properties: Mapping[str, Any]) -> Iterator[FieldFault]:
        for name in properties:
            meant = self._nearest(name, event=False)
            if meant and meant not in properties:
                yield FieldFault(f"{where}.{name}", f"is not read; did you mean {meant}?")

    def _nearest(self, name: str, *, event: bool) -> str | None:
        known = EVENTS if event else PROPERTIES
        if name in known or name in UNREAD:
            return None
        if (name, event) not in self._found:
            if len(self._found) >= MAX_LOOKS:
                return None
            self._found[name, event] = nearest(name, sorted(known))
        return self._found[name, event]
