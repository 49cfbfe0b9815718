"""Ids that are set apart, cached for a minute; they identify no one, as placeholders do not."""

import logging
from collections.abc import Callable
from threading import Lock

from functions.domain.person import Person
from functions.errors import Unavailable
from functions.observability import Meter
from functions.storage.set_apart import SetApartRows

logger = logging.getLogger(__name__)

SHARED = "is shared by too many devices or people in a day; it identifies no one"
_PAUSE_AFTER_FAULT_MS = 1_000


class SetApart:
    """While DynamoDB does not answer, those known before are set apart."""

    def __init__(
        self, rows: SetApartRows, clock: Callable[[], int], meter: Meter, cache_s: float
    ) -> None:
        self._rows = rows
        self._clock = clock
        self._meter = meter
        self._cache_ms = cache_s * 1000
        self._looking = Lock()
        self._known: dict[Person, int] = {}
        self._due_at: float = 0

    def holds(self, person: Person) -> bool:
        """Whether an id is set apart, as known at most a minute ago."""
        return person in self.all()

    def all(self) -> dict[Person, int]:
        """The ids that are set apart, and since when (UTC ms)."""
        if self._clock() >= self._due_at and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._known

    def add(self, person: Person) -> None:
        """Set an id apart, which an alarm reports.

        Raises:
            Unavailable: it could not be stored.
        """
        now = self._clock()
        self._rows.put(person, now)
        self._known = {**self._known, person: now}
        self._meter.count("ids_set_apart")
        logger.warning("an id of kind %s is shared by too many and set apart", person.kind)

    def release(self, person: Person) -> bool:
        """Let an id identify again; False if it was not set apart."""
        self._known = {each: at for each, at in self._known.items() if each != person}
        return self._rows.delete(person)

    def _look(self) -> None:
        now = self._clock()
        try:
            self._known = self._rows.all()
        except Unavailable as error:
            logger.warning("the ids set apart before are so still: %s", error)
            self._due_at = now + _PAUSE_AFTER_FAULT_MS
            return
        self._due_at = now + self._cache_ms
