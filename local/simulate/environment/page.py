"""The shop's own page: it shows what there is for the person in front of it, and reports back."""

from typing import Any

from functions.domain.nudges.insights.answers import NudgeAnswer
from functions.domain.nudges.nudge import Nudge
from functions.domain.person import Person, customer, visitor
from functions.errors import NotFound
from functions.services.nudges.wiring import find_on_site, report_outcome
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import HandOver, History, visitor_name
from local.simulate.steps import Look


class Page:
    def __init__(self, services: SimulatedServices, around: Surroundings, history: History) -> None:
        self._find = find_on_site(services)
        self._report = report_outcome(services)
        self._clock = services.clock
        self._counts = around.counts
        self._history = history

    def look(self, step: Look) -> None:
        person = customer(step.who.user) if step.who.user else visitor(step.who.device or "")
        found = self._find(person)
        for nudge in found.nudges:
            self._counts[f"shown on site to a {person.kind}"] += 1
            self._counts[f"shown on site: {nudge.id.kind}"] += 1
            shown = _shown(nudge, person, found.facts.read_at, self._clock())
            self._history.shown.append(shown)
            self._answer(nudge, step.answer)

    def _answer(self, nudge: Nudge, outcome: Any) -> None:
        if outcome is None:
            return
        try:
            answer = NudgeAnswer(outcome, self._clock(), "key page")
            self._report(nudge.id, answer, on_site=True)
        except NotFound:
            self._counts["shown on site, and gone when it was reported"] += 1
        else:
            self._counts[f"reported on site: {outcome}"] += 1


def _shown(nudge: Nudge, person: Person, read_at: int, now: int) -> HandOver:
    name = person.id if person.kind == "customer" else visitor_name(person.id)
    return HandOver(
        id=nudge.id.text,
        person=name,
        kind=nudge.id.kind,
        start=nudge.id.start,
        step=nudge.id.step,
        channel="onsite",
        claimed_at=read_at,
        answered_at=now,
        valid_until=now,
        items=nudge.items,
        route="page",
    )
