"""A ready nudge that no one claims is looked at less and less often until it lapses."""

import pytest

from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard
from functions.domain.nudges.guards.person import in_time
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import customer

ANA = customer("ana")
MINUTE = 60_000
DAY = 86_400_000
START = 1_735_732_800_000
IN_TIME = (Guard("in_time", "person", in_time),)


def looks(channel: Channel, *, lapses_after_s: int = 2 * DAY // 1000) -> list[int]:
    """When a nudge without a taker is looked at, ms after its decision; the last ends it."""
    of_kind = KindSettings(
        on=True, delays_s=(0, 30 * DAY), channels=(channel,), lapses_after_s=lapses_after_s
    )
    settings = NudgeSettings(kinds={"abandoned_cart": of_kind})
    sequence = Sequence("abandoned_cart", START, START, START, due_first=START)
    found = _turn(Agenda(sequences=(sequence,)), settings)
    (nudge,), times = found.decided, list[int]()
    while found.agenda.open:
        due_at = found.agenda.open[0].due_at
        times.append(due_at - START)
        facts = Facts(ANA, read_at=due_at, agenda=found.agenda)
        found = turn(facts, {nudge.id: nudge}, Rules(settings, IN_TIME, due_at))
    assert [each.reason for each in found.changed] == ["too_late"]
    return times


def _turn(agenda: Agenda, settings: NudgeSettings) -> Turn:
    return turn(Facts(ANA, read_at=START, agenda=agenda), {}, Rules(settings, IN_TIME, START))


def test_a_tool_that_never_comes_costs_little() -> None:
    times = looks("sms")
    assert [at // MINUTE for at in times[:4]] == [2, 4, 8, 16]
    assert len(times) <= 12


@pytest.mark.parametrize("channel", ["sms", "onsite"])
def test_it_ends_as_it_lapses(channel: Channel) -> None:
    assert looks(channel)[-1] == 2 * DAY + 1


def test_the_shop_s_page_claims_nothing_so_no_look_expects_it() -> None:
    assert len(looks("onsite")) == 1


def test_one_that_lapses_at_once_is_not_looked_at_without_a_pause() -> None:
    assert looks("onsite", lapses_after_s=0) == [2 * MINUTE]
