"""Put the restock steps of a wave on agendas."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import OPEN, NudgeId
from functions.domain.nudges.restock.reach import Reach, reach_of
from functions.domain.nudges.restock.step import RestockStep, armed, waiting_note
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.restock.wave import Wave
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.services.nudges.facts.owners import Owners
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, agenda_put
from functions.storage.nudges import NudgeRows
from functions.storage.preferences import PreferenceRows
from functions.storage.subscriptions import SubscriptionRows, still_waits
from functions.storage.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Planned:
    """How many people have a step of a wave now: those sent to, and those shown it on the site."""

    away: int
    on_site: int


class RestockPlanning:
    def __init__(
        self,
        *,
        agendas: AgendaRows,
        nudges: NudgeRows,
        subscriptions: SubscriptionRows,
        preferences: PreferenceRows,
        owners: Owners,
        transactions: Transactions,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._agendas = agendas
        self._nudges = nudges
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._owners = owners
        self._transactions = transactions
        self._pool = pool
        self._clock = clock

    def plan(
        self,
        wave: Wave,
        people: Sequence[Subscription],
        settings: NudgeSettings,
        *,
        on_site: bool = True,
    ) -> Planned:
        """Plan a step for each of these people; return how many have one of this wave now.

        A person who cannot be reached, whose agenda is full, who has a step of an earlier wave, or
        who waits no more has none; without `on_site`, nor has one who is reached only there.

        Raises:
            Unavailable, RevisionLost: some may be planned; planning again is safe.
        """
        if not on_site:
            people = [each for each in people if each.channels != (ON_SITE,)]
        owners = self._owners.of([(each.person, each.since) for each in people])
        agendas = self._agendas.find(owners.values())
        preferences = self._preferences.find(list(owners.values()))

        def planned(each: Subscription) -> Reach:
            person = owners[each.person, each.since]
            reach = reach_of(each, person, preferences.get(person, {}), settings)
            if reach == "none" or (reach == "on_site" and not on_site):
                return "none"
            step = RestockStep.of(wave, each)
            return reach if self._planned(step, each, person, agendas[person]) else "none"

        found = Counter(self._pool.map(planned, people))
        return Planned(found["away"], found["on_site"])

    def _planned(
        self, step: RestockStep, subscription: Subscription, person: Person, agenda: Agenda
    ) -> bool:
        try:
            return self._armed(step, subscription, person, agenda)
        except RevisionLost:
            return until_written(lambda: self._again(step, subscription, person))

    def _again(self, step: RestockStep, subscription: Subscription, person: Person) -> bool:
        known, _ = self._subscriptions.get(subscription.person, subscription.item_id)
        if known is None or known.since != step.since or not known.waits(self._clock()):
            return False
        return self._armed(step, subscription, person, self._agendas.find([person])[person])

    def _armed(
        self, step: RestockStep, subscription: Subscription, person: Person, agenda: Agenda
    ) -> bool:
        note = waiting_note(agenda, step.item_id) or self._open_note(person, agenda, step.item_id)
        if note is not None:
            return note == step.note
        after = armed(agenda, step, self._clock())
        if after is agenda:
            return False
        table = self._transactions.table
        self._transactions.write(
            [agenda_put(table, person, after), still_waits(table, subscription)]
        )
        return True

    def _open_note(self, person: Person, agenda: Agenda, item_id: str) -> str | None:
        """The note of a decided restock nudge for the item that is no end yet."""
        open_ = [
            NudgeId(person, each.kind, each.start, each.step)
            for each in agenda.open
            if each.kind == "restock" and each.state in OPEN
        ]
        if not open_:
            return None
        nudges = self._nudges.find(open_).values()
        return next((each.note for each in nudges if item_id in each.items), None)
