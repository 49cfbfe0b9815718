"""Keep which nudge an order counts for, as the shop reports orders and what comes back.

A conversion is computed anew from the order's reports at each of them, so that repeated, late and
reordered reports come to the same.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence

from functions.domain import orders
from functions.domain.event import Event
from functions.domain.identity import Interval
from functions.domain.nudges.agenda import Agenda, HandOver
from functions.domain.nudges.insights.attribution import Conversion, Touched, converted
from functions.domain.nudges.nudge import HANDED_OVER, Nudge, NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.order import Order
from functions.domain.order_reports import COMPLETED, fact_of, order_key
from functions.domain.person import Person
from functions.errors import HiloError
from functions.services.people.shopping import Shopping
from functions.services.people.timeline import Timeline
from functions.services.retry import until_written
from functions.storage import agendas
from functions.storage.agendas import UnknownVersion
from functions.storage.answers import AnswerRows
from functions.storage.conversions import ConversionRows
from functions.storage.keys import nudge_keys
from functions.storage.nudges import NudgeRows
from functions.storage.person_rows import PersonRows, ReadRows

logger = logging.getLogger(__name__)
# The newest hand-overs of a person that an order may count for; caps allow fewer.
_MOST_TOUCHED = 20
Names = Sequence[Interval]


class Conversions:
    def __init__(
        self,
        *,
        rows: PersonRows,
        conversions: ConversionRows,
        nudges: NudgeRows,
        answers: AnswerRows,
        timeline: Timeline,
        shopping: Shopping,
    ) -> None:
        self._rows = rows
        self._conversions = conversions
        self._nudges = nudges
        self._answers = answers
        self._timeline = timeline
        self._shopping = shopping

    def arrived(
        self, people: Mapping[Person, Mapping[str, Event]], settings: NudgeSettings
    ) -> dict[str, Exception]:
        """Take over what the shop reports of orders, by person and any key of the event.

        The answer is the keys of those that have to be taken over again, each with its fault. One
        read serves all people who were sent nothing lately.
        """
        reports = {person: _reports(own.values()) for person, own in people.items()}
        reports = {person: own for person, own in reports.items() if own}
        if not reports:
            return {}
        failed: dict[str, Exception] = {}
        try:
            read = self._rows.read(map(nudge_keys.agenda, reports))
        except HiloError as fault:
            return {key: fault for person in reports for key in people[person]}
        for person, own in reports.items():
            try:
                self._person(person, own, _ledger(read, person), settings)
            except HiloError as fault:
                logger.warning("a conversion was not written: %s", type(fault).__name__)
                failed |= dict.fromkeys(people[person], fault)
        return failed

    def _person(
        self,
        person: Person,
        reports: Sequence[Event],
        ledger: Sequence[HandOver],
        settings: NudgeSettings,
    ) -> None:
        takes_back = any(event.name != COMPLETED for event in reports)
        if not ledger and not takes_back:
            return
        names = self._names(person)
        for order_id in dict.fromkeys(map(fact_of, reports)):
            until_written(lambda of=order_id: self._order(person, of, names, ledger, settings))  # type: ignore[misc]

    def _order(
        self,
        person: Person,
        order_id: str,
        names: Names,
        ledger: Sequence[HandOver],
        settings: NudgeSettings,
    ) -> None:
        whose, known, rev = self._known(names, order_id)
        if known is None and not ledger:
            return
        order = self._reported(names, order_id)
        if order is None:
            return
        touched = [] if known else self._touched(names, ledger)
        after = converted(known, order, touched, settings.windows)
        if after and after != known:
            self._conversions.put(whose or person, order_id, after, rev=rev)

    def _known(self, names: Names, order_id: str) -> tuple[Person | None, Conversion | None, int]:
        """The conversion under any name of the person, that name, and its revision."""
        found = self._conversions.find([span.person for span in names], order_id)
        for person, (known, rev) in found.items():
            return person, known, rev
        return None, None, 0

    def _reported(self, names: Names, order_id: str) -> Order | None:
        found = self._shopping.orders_of(names)
        same = (each for each in found if order_key(each.order_id) == order_id)
        return next(same, None)

    def _touched(self, names: Names, ledger: Sequence[HandOver]) -> list[Touched]:
        """What was handed over to the person, under whichever name, with their clicks."""
        people = dict.fromkeys(span.person for span in names)
        newest = sorted(ledger, key=lambda each: each.at)[-_MOST_TOUCHED:]
        ids = [NudgeId(p, each.kind, each.start, each.step) for each in newest for p in people]
        nudges = self._nudges.find(ids).values()
        return [self._touch(each) for each in nudges if each.state in HANDED_OVER and each.channel]

    def _touch(self, nudge: Nudge) -> Touched:
        answers = self._answers.find(nudge.id)
        clicked = tuple(a.at for a in answers if a.outcome == "clicked" and not a.machine)
        assert nudge.channel is not None  # noqa: S101 it was handed over
        at = nudge.handed_over_at or nudge.decided_at
        return Touched(nudge.id.text, nudge.id.kind, nudge.channel, at, clicked)

    def _names(self, person: Person) -> Names:
        if person.kind == "customer":
            return self._timeline.intervals(person.id)
        return [self._timeline.own_time(person)]


def _reports(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.name in orders.NAMES and event.verified]


def _ledger(read: ReadRows, person: Person) -> Sequence[HandOver]:
    row = read.get(nudge_keys.agenda(person))
    try:
        return (agendas.from_row(row) if row else Agenda()).ledger
    except UnknownVersion:
        return ()  # it is held until a version that reads it runs
