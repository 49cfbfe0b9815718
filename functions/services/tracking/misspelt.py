"""Warn of names that look misspelt: the event is kept, and means less than its sender thinks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.event_names import (
    CONTEXT,
    DISCOUNT,
    ENVELOPE,
    EVENTS,
    EXTERNAL_ID,
    PAYMENT,
    PROPERTIES,
    UNREAD,
)
from functions.domain.spelling import nearest
from functions.services.tracking.details import Dropped
from functions.services.tracking.segments_words import EVENTS as GA4_EVENTS
from functions.services.tracking.segments_words import meant_by

MAX_LOOKS = 50
"""Names of one call that are compared; to compare one takes up to a millisecond."""


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A name below a dotted path, or the event's, and the known one that is near."""

    path: str
    name: str
    meant: str

    @property
    def field(self) -> str:
        """The field that a warning names."""
        return self.path if self.path == "event" else f"{self.path}.{self.name}".lstrip(".")

    @property
    def reason(self) -> str:
        if self.path == "event":
            return f"{self.name} means nothing here; did you mean {self.meant}?"
        return f"is not read; did you mean {self.meant}?"

    def counted(self) -> Dropped:
        """Return it as intake quality counts it: one kind a known name, however it is misspelt."""
        reads = "means nothing here" if self.path == "event" else "is not read"
        return Dropped(self.path or self.meant, f"{reads}; did you mean {self.meant}?", self.name)


class Misspellings:
    """Looks at the entries of one call; a name is compared once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, frozenset[str]], str | None] = {}

    def among(self, entry: Mapping[str, Any]) -> Iterator[Misspelt]:
        """Yield the names in a stored entry that are near known ones."""
        yield from self._in("", entry, ENVELOPE)
        context = entry.get("context")
        if isinstance(context, dict):
            yield from self._in("context", context, CONTEXT)
            yield from self._in_parts("context.externalIds", context, EXTERNAL_ID)
        name, properties = entry.get("event"), entry.get("properties")
        if entry.get("type") != "track" or not isinstance(name, str) or name.strip() in GA4_EVENTS:
            return
        name = meant_by(name)
        meant = self._nearest(name, EVENTS)
        if meant:
            yield Misspelt("event", name, meant)
        if (meant or name in EVENTS) and isinstance(properties, dict):
            yield from self._in("properties", properties, PROPERTIES)
            yield from self._in_parts("properties.products", properties, PROPERTIES)
            yield from self._in_parts("properties.payments", properties, PAYMENT)
            yield from self._in_parts("properties.discounts", properties, DISCOUNT)

    def _in_parts(
        self, where: str, whole: Mapping[str, Any], known: frozenset[str]
    ) -> Iterator[Misspelt]:
        """Yield those of a list's objects, each name once."""
        parts = whole.get(where.rpartition(".")[2])
        seen: set[str] = set()
        for at, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                new = {name: part[name] for name in part if name not in seen}
                seen.update(new)
                yield from self._in(f"{where}.{at}", new, known)

    def _in(
        self, where: str, names: Mapping[str, Any], known: frozenset[str]
    ) -> Iterator[Misspelt]:
        for name in names:
            if name in known or name in UNREAD:
                continue
            meant = self._nearest(name, known)
            if meant and meant not in names:
                yield Misspelt(where, name, meant)

    def _nearest(self, name: str, known: frozenset[str]) -> str | None:
        if name in known or name in UNREAD:
            return None
        if (name, known) not in self._found:
            if len(self._found) >= MAX_LOOKS:
                return None
            self._found[name, known] = nearest(name, sorted(known))
        return self._found[name, known]
