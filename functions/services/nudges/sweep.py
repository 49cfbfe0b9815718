"""Decide what is due. Two sweepers of one shard do no harm: the agenda's revision lets one win."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.guards.case import Guard
from functions.domain.person import Person
from functions.errors import HiloError
from functions.observability import Meter
from functions.services.nudges.facts.fact_reader import Reading
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, UnknownVersion, agenda_put
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.nudges import nudge_put, nudge_update
from functions.storage.transactions import Transactions

logger = logging.getLogger(__name__)
PAGE = 200
# The alarm is on this one: agendas that no sweep could decide.
NOT_SWEPT = "not_swept"
Counts = Counter[str]


class Sweep:
    def __init__(
        self,
        *,
        agendas: AgendaRows,
        reader: JoinedReader,
        settings: NudgeSettingsRows,
        transactions: Transactions,
        guards: Sequence[Guard],
        pool: Executor,
        meter: Meter,
        clock: Callable[[], int],
    ) -> None:
        self._agendas = agendas
        self._reader = reader
        self._settings = settings
        self._transactions = transactions
        self._guards = tuple(guards)
        self._pool = pool
        self._meter = meter
        self._clock = clock

    def shard(self, shard: int, *, may_go_on: Callable[[], bool] = lambda: True) -> Counts:
        """Decide for the people of one shard who are due; return how many of each state it made.

        One person's fault stops no other's: that agenda stays due and is met by the next sweep.
        """
        counts: Counts = Counter()
        # A hint that saves the look at everyone while nudges are paused: each decision reads the
        # settings again, together with its person's rows.
        if self._settings.get(consistent=False).paused:
            return counts  # what is due stays due
        until, after = self._clock(), None
        while may_go_on():
            page = self._agendas.due(shard, until=until, limit=PAGE, after=after)
            for found in self._pool.map(self._guarded, page.people):
                counts += found
            after = page.after
            if after is None:
                break
        if not_swept := counts.pop(NOT_SWEPT, 0):
            self._meter.count("nudges_not_swept", not_swept)
        for state, number in counts.items():
            self._meter.count(f"nudges_{state}", number)
        return counts

    def _guarded(self, person: Person) -> Counts:
        try:
            return self.person(person)
        except HiloError as fault:
            logger.warning("an agenda was not swept: %s", type(fault).__name__)
            return Counter({NOT_SWEPT: 1})
        except Exception:
            logger.exception("an agenda that our code fails on")
            return Counter({NOT_SWEPT: 1})

    def person(self, person: Person) -> Counts:
        """Decide for one person what is due by now.

        Raises:
            RevisionLost: others kept writing the agenda; they decided meanwhile.
            Unavailable: DynamoDB does not answer.
        """
        try:
            return until_written(lambda: self._attempt(person))
        except UnknownVersion as unknown:
            self._agendas.hold(person, rev=unknown.rev, at=self._clock())
            return Counter({"held": 1, NOT_SWEPT: 1})

    def _attempt(self, person: Person) -> Counts:
        reading = self._reader.read(person)
        rules = Rules(reading.settings, self._guards, reading.facts.read_at)
        found = turn(reading.facts, reading.nudges, rules)
        if found.agenda == reading.facts.agenda:
            return Counter()
        self._transactions.write(self._writes(reading, found))
        return Counter(nudge.state for nudge in (*found.decided, *found.changed))

    def _writes(self, reading: Reading, found: Turn) -> list[Any]:
        table, person = self._transactions.table, reading.facts.person
        actions: list[Any] = [agenda_put(table, person, found.agenda)]
        actions += [nudge_put(table, nudge) for nudge in found.decided]
        for nudge in found.changed:
            was = reading.nudges[nudge.id].state
            ready_at = found.ready_at.get(nudge.id)
            actions.append(nudge_update(table, nudge, was=was, ready_at=ready_at))
        return actions
