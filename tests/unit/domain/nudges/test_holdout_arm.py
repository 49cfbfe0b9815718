"""The arm of the holdout is drawn at the first step that all other rules let pass."""

from dataclasses import replace

from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.guards.registry import GUARDS
from functions.domain.nudges.settings import DEFAULT_KINDS, NudgeSettings
from functions.domain.person import customer

ANA = customer("ana")
START = 1_735_732_800_000
HELD_OUT = replace(DEFAULT_KINDS["abandoned_cart"], on=True, holdout=1.0)
SETTINGS = NudgeSettings(kinds={**DEFAULT_KINDS, "abandoned_cart": HELD_OUT})


def _sandbox(case: StepCase) -> Verdict | None:
    return Verdict("suppressed", "sandbox") if case.step == 1 else None


ONLY_SANDBOX_AND_HOLDOUT = (
    Guard("sandbox", "channel", _sandbox),
    next(guard for guard in GUARDS if guard.name == "holdout"),
)


def decided(agenda: Agenda) -> Turn:
    now = agenda.sequences[0].due_at
    facts = Facts(ANA, read_at=now, agenda=agenda)
    return turn(facts, {}, Rules(SETTINGS, ONLY_SANDBOX_AND_HOLDOUT, now))


def test_a_step_that_the_sandbox_ends_draws_no_arm() -> None:
    sequence = Sequence("abandoned_cart", START, START, START + 3_600_000)
    first = decided(Agenda(sequences=(sequence,)))
    second = decided(first.agenda)
    assert [nudge.state for nudge in first.decided] == ["suppressed"]
    assert [nudge.state for nudge in second.decided] == ["held_out"]
