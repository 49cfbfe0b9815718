"""The system's `explain` in the auditor's words."""

from functions.domain.nudges.nudge import OPEN
from functions.services.nudges.explain import Explained as Explanation
from local.simulate.history import Explained


def explanations(found: Explanation) -> list[Explained]:
    """One line for each decided step, and one for each step that waits."""
    agenda, person = found.facts.agenda, found.facts.person.id
    due = {(o.kind, o.start, o.step): o.due_at for o in agenda.open}
    lines = [
        Explained(
            person=nudge.id.person.id,
            kind=nudge.id.kind,
            start=nudge.id.start,
            step=nudge.id.step,
            outcome=nudge.state,
            reason=nudge.reason,
            due_at=due.get((nudge.id.kind, nudge.id.start, nudge.id.step))
            if nudge.state in OPEN
            else None,
            channel=nudge.channel,
        )
        for nudge in found.decided
    ]
    return lines + [
        Explained(person, each.kind, each.start, each.step, "waiting", each.reason, each.due_at)
        for each in agenda.sequences
    ]
