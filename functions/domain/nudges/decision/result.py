"""What one look at an agenda leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.nudge import Nudge, NudgeId


@dataclass(frozen=True, slots=True)
class Turn:
    """The agenda after, nudges decided anew, and open nudges that changed.

    `considered` is there if a sequence left the agenda: what the person did by then (UTC ms)
    starts none in its place.
    """

    agenda: Agenda
    decided: tuple[Nudge, ...] = ()
    changed: tuple[Nudge, ...] = ()
    ready_at: Mapping[NudgeId, int] = field(default_factory=dict)
    considered: int | None = None

    def without(self, sequence: Sequence, *, considered: int) -> "Turn":
        """Return it without a sequence; what happened by `considered` (UTC ms) starts no other."""
        earlier = considered if self.considered is None else min(considered, self.considered)
        return replace(self, agenda=self.agenda.without(sequence), considered=earlier)
