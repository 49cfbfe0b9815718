"""Put on agendas what new events start and an order ends, and count orders for nudges."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from functions.domain import cart, orders
from functions.domain.event import Event
from functions.domain.identity import owner_at
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.planning.plan import abandons, planned
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person, customer
from functions.errors import HiloError
from functions.services.nudges.conversions import Conversions
from functions.services.people.erasures import Erasures
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, UnknownVersion
from functions.storage.identity import IdentityRows

logger = logging.getLogger(__name__)


class Planning:
    """Agendas are read after the events are stored, so that a decision misses none of the two."""

    def __init__(
        self,
        *,
        agendas: AgendaRows,
        identity: IdentityRows,
        erasures: Erasures,
        conversions: Conversions,
        clock: Callable[[], int],
    ) -> None:
        self._agendas = agendas
        self._identity = identity
        self._erasures = erasures
        self._conversions = conversions
        self._clock = clock

    def arrived(self, events: Mapping[str, Event], settings: NudgeSettings) -> dict[str, Exception]:
        """Plan for stored events, which are named by any keys; doing it again changes nothing.

        The settings may be a second old: a plan decides nothing, and every decision reads them
        again. The answer is the keys of those that have to be planned again, each with its fault.
        """
        try:
            relevant = {key: e for key, e in events.items() if _matters(e, settings)}
            if not settings.rev or not relevant:
                return {}
            whose = self._whose(list(relevant.values()))
        except HiloError as fault:
            return dict.fromkeys(events, fault)
        failed: dict[str, Exception] = {}
        people: defaultdict[Person, dict[str, Event]] = defaultdict(dict)
        for (key, event), person in zip(relevant.items(), whose, strict=True):
            people[person][key] = event
        for person, own in people.items() if settings.any_on else ():
            try:
                self.plan(person, list(own.values()), settings)
            except HiloError as fault:
                logger.warning("an agenda was not planned: %s", type(fault).__name__)
                failed |= dict.fromkeys(own, fault)
        return failed | self._conversions.arrived(people, settings)

    def plan(self, person: Person, events: Sequence[Event], settings: NudgeSettings) -> None:
        """Plan for events of one person.

        Raises:
            RevisionLost: others kept writing the agenda.
        """

        def after(agenda: Agenda, now: int) -> Agenda:
            return planned(agenda, events, settings, now, visitor=person.kind == "visitor")

        try:
            is_new = self.change(person, after)
        except UnknownVersion as unknown:
            received_at = min(event.received_at for event in events)
            self._agendas.hold(person, rev=unknown.rev, at=received_at)
            return
        if is_new and self._erasures.covering(events):
            self._agendas.delete(person)

    def change(self, person: Person, after: Callable[[Agenda, int], Agenda]) -> bool:
        """Write what `after` makes of the agenda and the time; whether there was none before.

        Raises:
            RevisionLost: others kept writing it.
            UnknownVersion: it cannot be read.
        """

        def attempt() -> bool:
            before = self._agendas.find([person])[person]
            agenda = after(before, self._clock())
            if not _worth_writing(before, agenda):
                return False
            self._agendas.put(person, agenda)
            return before.rev == 0

        return until_written(attempt)

    def _whose(self, events: Sequence[Event]) -> list[Person]:
        """Whose agenda each event concerns: the customer behind it now, else the visitor."""
        links = self._identity.owners([event.person for event in events])
        owners = [owner_at(links[e.person][0], e.at) if e.person in links else None for e in events]
        people = [owner or event.person for owner, event in zip(owners, events, strict=True)]
        present = self._identity.present([p.id for p in people if p.kind == "customer"])
        return [customer(present[p.id]) if p.kind == "customer" else p for p in people]


def _matters(event: Event, settings: NudgeSettings) -> bool:
    if event.name in orders.NAMES:
        return True  # it may count for a nudge of a kind that is off by now
    named = event.name in cart.NAMES or bool(abandons(event))
    return settings.any_on and (named or settings.kind("win_back").on)


def _worth_writing(before: Agenda, after: Agenda) -> bool:
    """A time zone alone makes no row for a person who has none."""
    if before.rev:
        return after != before
    plain = replace(after, timezone=before.timezone, timezone_at=before.timezone_at)
    return plain != before
