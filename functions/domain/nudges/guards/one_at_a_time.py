"""Guards that let one sequence of abandonment, and one step of each sequence, be out at a time."""

from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.kinds import ABANDONMENT
from functions.domain.nudges.nudge import UNDER_WAY


def replaced(case: StepCase) -> Verdict | None:
    """A person has one abandonment sequence: a later one ends what is open of an earlier one."""
    if case.kind not in ABANDONMENT:
        return None
    current = case.facts.agenda.abandonment()
    if current and current.start > case.start:
        return Verdict("cancelled", f"replaced by {current.kind}")
    return None


def one_step_out(case: StepCase) -> Verdict | None:
    """Of one sequence one step is out: the next waits for its outcome, or ends it unclaimed."""
    agenda, sequence = case.facts.agenda, (case.kind, case.start)
    own = [e for e in agenda.open if (e.kind, e.start) == sequence]
    handed_over = [e.step for e in agenda.ledger if (e.kind, e.start) == sequence]
    if max([*handed_over, *(e.step for e in own)], default=0) > case.step:
        return Verdict("lapsed", "superseded")
    open_until = [e.due_at for e in own if e.step < case.step and e.state in UNDER_WAY]
    return Verdict("hold", "earlier_step_out", max(open_until)) if open_until else None
