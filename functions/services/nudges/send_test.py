"""Send a test of one kind on one channel, through the route that its nudges take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from functions.domain.nudges.agenda import MAX_STEPS, OpenNudge
from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.open_nudges import UNCLAIMED_MS
from functions.domain.nudges.decision.rules import Rules, case_of_nudge
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.subject import MAX_ITEMS
from functions.domain.person import Person
from functions.errors import FieldFault, Invalid
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.retry import until_written
from functions.services.serving.recommend import Recommend
from functions.storage.agendas import agenda_put
from functions.storage.nudges import nudge_put
from functions.storage.transactions import Transactions

_MADE_UP = 3


@dataclass(frozen=True, slots=True)
class TestRequest:
    """With `made_up` it is about items of the catalogue, else about the person's own."""

    kind: Kind
    channel: Channel
    made_up: bool


class SendTest:
    def __init__(
        self,
        *,
        reader: JoinedReader,
        recommend: Recommend,
        transactions: Transactions,
        guards: Sequence[Guard],
        clock: Callable[[], int],
    ) -> None:
        self._reader = reader
        self._recommend = recommend
        self._transactions = transactions
        self._guards = tuple(guards)
        self._clock = clock

    def __call__(self, person: Person, asked: TestRequest) -> Nudge:
        """The nudge of a test, ready for its hand-over; no cap or rest follows from it.

        Raises:
            Invalid: the person is not on the allow-list, or may not be sent to for another reason.
            RevisionLost: others kept writing the agenda.
        """
        return until_written(lambda: self._attempt(person, asked))

    def _attempt(self, person: Person, asked: TestRequest) -> Nudge:
        reading = self._reader.read(person)
        facts, now = reading.facts, reading.facts.read_at
        start = facts.agenda.new_start(now)
        nudge = Nudge(
            id=NudgeId(facts.person, asked.kind, start, 1),
            channel=asked.channel,
            state="ready",
            reason="test",
            decided_at=now,
            since=now,
            due_first=now,
            items=self._items(facts, asked.kind, made_up=asked.made_up),
            test=True,
        )
        rules = Rules(reading.settings, self._guards, now)
        if verdict := check(case_of_nudge(nudge, facts, rules), self._guards):
            raise Invalid(FieldFault("user_id", f"cannot be sent a test: {verdict.reason}"))
        if len(facts.agenda.open) + len(facts.agenda.sequences) >= MAX_STEPS:
            raise Invalid(FieldFault("user_id", "has too many messages waiting"))
        entry = OpenNudge(asked.kind, start, 1, asked.channel, "ready", now + UNCLAIMED_MS)
        agenda = replace(facts.agenda.with_open(entry), last_start=start)
        table = self._transactions.table
        self._transactions.write([agenda_put(table, facts.person, agenda), nudge_put(table, nudge)])
        return nudge

    def _items(self, facts: Facts, kind: Kind, *, made_up: bool) -> tuple[str, ...]:
        """What the person has in the cart or viewed; of the catalogue where there is nothing."""
        own = [line.item_id for line in facts.lines_of(kind)] or list(facts.viewed)
        if own and not made_up:
            return tuple(own[:MAX_ITEMS])
        found = self._recommend(None, placement="home", n=_MADE_UP)
        return tuple(each.item_id for each in found.items)
