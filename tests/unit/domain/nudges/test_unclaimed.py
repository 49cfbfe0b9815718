"""A ready nudge that no one claims is looked at less and less often until it lapses."""

from dataclasses import replace

from functions.domain.nudges.agenda import Agenda, OpenNudge
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import customer

ANA = customer("ana")
DAY = 86_400_000
START = 1_735_732_800_000


def looks(channel: Channel) -> int:
    """How often the nudge is looked at within two days, while every guard passes."""
    nudge = Nudge(NudgeId(ANA, "abandoned_cart", START, 1), channel, "ready", "", START)
    entry = OpenNudge("abandoned_cart", START, 1, channel, "ready", START + 120_000)
    agenda, count = Agenda(open=(entry,)), 0
    while (now := agenda.open[0].due_at) < START + 2 * DAY:
        facts = Facts(ANA, read_at=now, agenda=agenda)
        found = turn(facts, {nudge.id: nudge}, Rules(NudgeSettings(), (), now))
        agenda, count = replace(found.agenda), count + 1
    return count


def test_a_tool_that_never_comes_costs_little() -> None:
    assert 48 <= looks("sms") <= 55
