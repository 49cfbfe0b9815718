"""What one look at an agenda leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.kinds import ONE_AT_A_TIME, slot_of
from functions.domain.nudges.nudge import Nudge, NudgeId


@dataclass(frozen=True, slots=True)
class Turn:
    """The agenda after, nudges decided anew, and open nudges that changed.

    `considered` is there if a sequence left the agenda: what the person did by then (UTC ms)
    starts none in its place. `ended` are the slots of such sequences.
    """

    agenda: Agenda
    decided: tuple[Nudge, ...] = ()
    changed: tuple[Nudge, ...] = ()
    ready_at: Mapping[NudgeId, int] = field(default_factory=dict)
    considered: int | None = None
    ended: frozenset[str] = frozenset()

    def with_changed(self, nudge: Nudge, ready_at: int | None = None) -> "Turn":
        """Return it with an open nudge as it is now, in place of what was known of it before."""
        others = tuple(each for each in self.changed if each.id != nudge.id)
        times = {own: at for own, at in self.ready_at.items() if own != nudge.id}
        if ready_at is not None:
            times[nudge.id] = ready_at
        return replace(self, changed=(*others, nudge), ready_at=times)

    def without(self, sequence: Sequence, *, considered: int) -> "Turn":
        """Return it without a sequence; what happened by `considered` (UTC ms) starts no other."""
        earlier = considered if self.considered is None else min(considered, self.considered)
        ended = {slot_of(sequence.kind)} if sequence.kind in ONE_AT_A_TIME else set[str]()
        agenda = self.agenda.without(sequence)
        return replace(self, agenda=agenda, considered=earlier, ended=self.ended | ended)
