"""Join the agendas of a person's other names to the one of the name that is theirs now.

It is done by whichever reader meets them first, so that a join of names needs no more than itself,
and no decision is made on half of a person's hand-overs.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from functions.domain.nudges.agenda import Agenda, OpenNudge, joined
from functions.domain.nudges.nudge import OPEN, Nudge, NudgeId, State
from functions.domain.person import Person
from functions.storage.agendas import agenda_put
from functions.storage.nudges import nudge_end, nudge_put
from functions.storage.transactions import Transactions

MERGED: State = "merged"
# Of a transaction's hundred actions; what is left is joined at the next look.
_MAX_OTHERS = 6


class JoinAgendas:
    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def __call__(
        self, person: Person, agenda: Agenda, others: Mapping[Person, Agenda], *, now: int
    ) -> None:
        """Adopt starts, steps, rests and hand-overs; what is pending there ends as merged.

        Raises:
            RevisionLost: another wrote one of the agendas; read them again.
        """
        some = dict(list(others.items())[:_MAX_OTHERS])
        both = joined(agenda, _with_own_starts(agenda, some).values())
        table = self._transactions.table
        actions: list[Any] = [agenda_put(table, person, both)]
        for other, theirs in some.items():
            actions.append(agenda_put(table, other, _emptied(theirs)))
            actions += [nudge_put(table, each) for each in _pending(other, theirs, now)]
            actions += [_ended(table, other, each) for each in theirs.open if each.state in OPEN]
        kept = {(each.kind, each.start) for each in both.sequences}
        dropped = replace(
            agenda,
            sequences=tuple(s for s in agenda.sequences if (s.kind, s.start) not in kept),
        )
        actions += [nudge_put(table, each) for each in _pending(person, dropped, now)]
        self._transactions.write(actions)


def _with_own_starts(agenda: Agenda, others: Mapping[Person, Agenda]) -> dict[Person, Agenda]:
    """Two names may have started at one instant; ids of the person are to stay distinct."""
    last, found = agenda.last_start, dict(others)
    for person, theirs in others.items():
        taken = any(each.start == last for each in theirs.sequences)
        if taken:
            last = max(last, theirs.last_start) + 1
            moved = tuple(replace(s, start=last + n) for n, s in enumerate(theirs.sequences))
            last += len(moved)
            found[person] = replace(theirs, sequences=moved, last_start=last)
    return found


def _emptied(agenda: Agenda) -> Agenda:
    """What stays under a name that was joined: the newest start, so that no id comes back."""
    return Agenda(rev=agenda.rev, last_start=agenda.last_start)


def _pending(person: Person, agenda: Agenda, now: int) -> list[Nudge]:
    return [
        Nudge(
            id=NudgeId(person, each.kind, each.start, each.step),
            channel=None,
            state=MERGED,
            reason="joined",
            decided_at=now,
            since=each.since,
            due_first=each.due_first,
            items=each.items,
            note=each.note,
        )
        for each in agenda.sequences
    ]


def _ended(table: str, person: Person, entry: OpenNudge) -> dict[str, Any]:
    """An open nudge of the other name: a ready one ends, of one handed over no more is known."""
    nudge_id = NudgeId(person, entry.kind, entry.start, entry.step)
    state: State = MERGED if entry.state == "ready" else "unknown"
    return nudge_end(table, nudge_id, was=entry.state, state=state, reason="joined")
