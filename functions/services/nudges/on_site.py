"""Nudges that the shop's own page shows to the person who is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.rules import Rules, as_of_now, case_of_nudge
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard
from functions.domain.nudges.kinds import ON_SITE, Kind, strength
from functions.domain.nudges.nudge import Nudge
from functions.domain.person import Person
from functions.services.nudges.facts.fact_reader import Reading
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.nudges.hand_over.claim import ClaimPart, part_of
from functions.services.retry import until_written

# A person who is on the page is active: for a page the silence is no reason.
_NOT_ON_SITE = frozenset({"silence"})


@dataclass(frozen=True, slots=True)
class OnSite:
    nudges: list[Nudge]
    facts: Facts


class FindOnSite:
    def __init__(
        self,
        reader: JoinedReader,
        guards: Sequence[Guard],
        parts: Mapping[Kind, ClaimPart],
    ) -> None:
        self._reader = reader
        self._parts = parts
        self._guards = tuple(guard for guard in guards if guard.name not in _NOT_ON_SITE)

    def __call__(self, person: Person) -> OnSite:
        """The nudges to show now, the strongest kind first.

        Each is checked as before a hand-over. Only one that uses up an alert is written to, when a
        page gets it first. The page reports `shown`, and then it counts.
        """
        reading = until_written(lambda: self._reader.read(person))
        rules = Rules(reading.settings, self._guards, reading.facts.read_at)
        found = [
            nudge
            for nudge in reading.nudges.values()
            if nudge.state == "ready" and nudge.channel == ON_SITE
        ]
        if person.kind == "visitor" and reading.facts.person != person:
            found = []  # what is the customer's a visitor's id does not show
        passing = [
            as_of_now(nudge, reading.facts, rules)
            for nudge in found
            if check(case_of_nudge(nudge, reading.facts, rules), self._guards) is None
            and self._displays(nudge, reading)
        ]
        passing.sort(key=lambda nudge: (strength(nudge.id.kind), nudge.id.start))
        return OnSite(passing, reading.facts)

    def _displays(self, nudge: Nudge, reading: Reading) -> bool:
        part = part_of(self._parts, nudge)
        return part is None or part.displays(nudge, reading)
