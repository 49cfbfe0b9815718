"""End the hand-over of a nudge of which it is not known whether it arrived."""

from collections.abc import Callable
from dataclasses import replace

from functions.domain.nudges.agenda import OpenNudge
from functions.domain.nudges.nudge import NudgeId
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, agenda_put
from functions.storage.nudges import NudgeRows, nudge_update
from functions.storage.transactions import Transactions


class CloseNudge:
    def __init__(
        self,
        nudges: NudgeRows,
        agendas: AgendaRows,
        transactions: Transactions,
        clock: Callable[[], int],
    ) -> None:
        self._nudges = nudges
        self._agendas = agendas
        self._transactions = transactions
        self._clock = clock

    def __call__(self, nudge_id: NudgeId, reason: str, *, recalled: bool) -> None:
        """Leave a nudge `unknown`, never to be handed over again; it counts against the caps.

        With `recalled`, endpoints get `nudge.cancelled`. A nudge that came to another end stays.

        Raises:
            RevisionLost, Unavailable: it was not written; the same call may be made again.
        """
        until_written(lambda: self._attempt(nudge_id, reason, recalled))

    def _attempt(self, nudge_id: NudgeId, reason: str, recalled: bool) -> None:
        nudge = self._nudges.find([nudge_id]).get(nudge_id)
        if nudge is None or nudge.channel is None or nudge.state not in {"sending", "unknown"}:
            return
        called_back = nudge.recalled or (reason if recalled else None)
        after = replace(nudge, state="unknown", reason=reason, recalled=called_back)
        if (nudge.state, nudge.recalled) == (after.state, after.recalled):
            return
        person = nudge_id.person
        agenda = self._agendas.find([person])[person]
        entry = OpenNudge(
            nudge_id.kind, nudge_id.start, nudge_id.step, nudge.channel, "sending", self._clock()
        )
        table = self._transactions.table
        self._transactions.write(
            [
                nudge_update(table, after, was=nudge.state),
                agenda_put(table, person, agenda.without_open(entry)),
            ]
        )
