"""Explain a person's nudges: what waits, what would be sent, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.delivery.open_route import held_by_endpoint
from functions.domain.delivery.routes import endpoint_of
from functions.domain.nudges.decision.explanation import Explanation, explain
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, Verdict
from functions.domain.nudges.insights.attribution import Conversion
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person, customer
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.retry import until_written
from functions.storage.conversions import ConversionRows
from functions.storage.endpoints import EndpointRows
from functions.storage.nudges import NudgeRows

_NEWEST = 20


@dataclass(frozen=True, slots=True)
class Explained:
    facts: Facts
    kinds: list[Explanation]
    decided: list[Nudge]
    conversions: list[Conversion]


class Explain:
    def __init__(
        self,
        *,
        reader: JoinedReader,
        nudges: NudgeRows,
        conversions: ConversionRows,
        endpoints: EndpointRows,
        guards: Sequence[Guard],
    ) -> None:
        self._reader = reader
        self._nudges = nudges
        self._conversions = conversions
        self._endpoints = endpoints
        self._guards = tuple(guards)

    def __call__(self, person: Person) -> Explained:
        """What is decided and what waits, as of now, by the rules that decide.

        Agendas of joined names are joined first, as a decision does. What was decided under such a
        name before is listed, too.
        """
        reading = until_written(lambda: self._reader.read(person))
        rules = Rules(reading.settings, self._guards, reading.facts.read_at)
        kinds = explain(
            reading.facts,
            list(reading.nudges.values()),
            rules,
            self._routes(reading.settings, rules.now),
        )
        decided = self._newest(reading.facts)
        converted = self._conversions.newest(reading.facts.person, limit=_NEWEST)
        return Explained(reading.facts, kinds, decided, converted)

    def _routes(self, settings: NudgeSettings, now: int) -> dict[Channel, Verdict]:
        """Why the endpoints of these channels take nothing now."""
        found: dict[Channel, Verdict] = {}
        for channel, route in settings.routes.items():
            endpoint_id = endpoint_of(route)
            if endpoint_id is None:
                continue
            endpoint, health = self._endpoints.find(endpoint_id)
            if verdict := held_by_endpoint(endpoint_id, endpoint, health, now=now):
                found[channel] = verdict
        return found

    def _newest(self, facts: Facts) -> list[Nudge]:
        names = dict.fromkeys((facts.person, *map(customer, facts.user_ids)))
        found = [n for name in names for n in self._nudges.newest(name, limit=_NEWEST)]
        return sorted(found, key=lambda each: each.decided_at, reverse=True)[:_NEWEST]
