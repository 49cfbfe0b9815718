"""Agendas that could not be read: listed, and released once a version that reads them runs."""

from collections.abc import Callable

from functions.domain.person import Person
from functions.storage.agendas import AgendaRows

_MOST = 500


class Held:
    def __init__(self, agendas: AgendaRows, clock: Callable[[], int]) -> None:
        self._agendas = agendas
        self._clock = clock

    def all(self) -> list[tuple[Person, int]]:
        """Return the people with agendas that are held, and since when (UTC ms); at most 500."""
        return self._agendas.held(limit=_MOST)

    def release(self) -> int:
        """Make what is held due again, and give how many it was; at most 500 at once."""
        held = self.all()
        for person, _ in held:
            self._agendas.release(person, at=self._clock())
        return len(held)
