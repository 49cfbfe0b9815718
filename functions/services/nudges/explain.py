"""Explain a person's nudges: what waits, what would be sent, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.nudges.explanation import Explanation, explain
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.turn import Rules
from functions.domain.person import Person
from functions.services.nudges.fact_reader import FactReader, Reading
from functions.services.nudges.join import JoinAgendas
from functions.services.retry import until_written
from functions.storage.nudges import NudgeRows

_NEWEST = 20


@dataclass(frozen=True, slots=True)
class Explained:
    facts: Facts
    kinds: list[Explanation]
    decided: list[Nudge]


class Explain:
    def __init__(
        self,
        *,
        reader: FactReader,
        join: JoinAgendas,
        nudges: NudgeRows,
        guards: Sequence[Guard],
    ) -> None:
        self._reader = reader
        self._join = join
        self._nudges = nudges
        self._guards = tuple(guards)

    def __call__(self, person: Person) -> Explained:
        """What is decided and what waits, as of now, by the rules that decide.

        Agendas of joined names are joined first, as a decision does.
        """
        reading = until_written(lambda: self._joined(person))
        rules = Rules(reading.settings, self._guards, reading.facts.read_at)
        decided = self._nudges.newest(reading.facts.person, limit=_NEWEST)
        return Explained(reading.facts, explain(reading.facts, rules), decided)

    def _joined(self, person: Person) -> Reading:
        reading = self._reader.read(person)
        if reading.moved_to:
            return self._joined(reading.moved_to)
        if reading.others:
            now = reading.facts.read_at
            self._join(person, reading.facts.agenda, reading.others, now=now)
            return self._joined(person)
        return reading
