"""A step that is held uses up its own time, and none of the next step's."""

from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.guards.person import in_time
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import customer

ANA = customer("ana")
HOUR = 3_600_000
FIRST = 1_735_732_800_000
SECOND = FIRST + 24 * HOUR
WEEK = 168 * HOUR
OF_KIND = KindSettings(
    on=True, delays_s=(0, 24 * 3_600, 72 * 3_600), channels=("sms",), lapses_after_s=48 * 3_600
)
SETTINGS = NudgeSettings(kinds={"abandoned_cart": OF_KIND})


def _over_a_cap(case: StepCase) -> Verdict | None:
    return Verdict("hold", "cap_over_all", FIRST + WEEK) if case.now < FIRST + WEEK else None


GUARDS = (Guard("in_time", "person", in_time), Guard("cap_over_all", "channel", _over_a_cap))


def look(agenda: Agenda, now: int) -> Turn:
    return turn(Facts(ANA, read_at=now, agenda=agenda), {}, Rules(SETTINGS, GUARDS, now))


def test_a_step_held_past_its_time_lapses_then_and_moves_no_later_step() -> None:
    second = Sequence("abandoned_cart", FIRST, FIRST, SECOND, step=2, due_first=SECOND,
                      first_at=FIRST)  # fmt: skip
    (held,) = look(Agenda(sequences=(second,)), SECOND).agenda.sequences
    assert (held.step, held.due_at) == (2, SECOND + 48 * HOUR + 1)
    found = look(Agenda(sequences=(held,)), held.due_at)
    assert [(each.id.step, each.reason) for each in found.decided] == [(2, "too_late")]
    (third,) = found.agenda.sequences
    assert third.step == 3
    assert third.due_first - (FIRST + 72 * HOUR) < HOUR
