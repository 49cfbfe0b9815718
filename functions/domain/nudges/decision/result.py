"""What one look at an agenda leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.nudge import Nudge, NudgeId


@dataclass(frozen=True, slots=True)
class Turn:
    """The agenda after, nudges decided anew, and open nudges that changed.

    `ended` is whether a sequence left the agenda.
    """

    agenda: Agenda
    decided: tuple[Nudge, ...] = ()
    changed: tuple[Nudge, ...] = ()
    ready_at: Mapping[NudgeId, int] = field(default_factory=dict)
    ended: bool = False
