"""A visitor is reached on the site alone, whatever preferences stand under the visitor."""

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.decision.decide import Passed, decide
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import StepCase
from functions.domain.nudges.guards.registry import GUARDS, without
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import visitor
from functions.domain.preferences import Answer
from tests.unit.builders import NOON

YES = {name: Answer(True, 0, "key") for name in ("email", "push", "sms", "whatsapp")}


def case(*channels: str) -> StepCase:
    of_kind = KindSettings(on=True, channels=channels)  # type: ignore[arg-type]
    settings = NudgeSettings(
        sandbox=False, kinds={"win_back": of_kind}, quiet_from=0, quiet_until=0
    )
    facts = Facts(person=visitor("v1"), read_at=NOON, agenda=Agenda(), preferences=YES)
    return StepCase(
        kind="win_back",
        start=NOON,
        step=1,
        since=NOON,
        due_first=NOON,
        items=(),
        note="",
        facts=facts,
        settings=settings,
        now=NOON,
    )


def test_a_visitor_is_reached_on_the_site_alone() -> None:
    found = decide(case("email", "sms", "onsite"), GUARDS)
    assert isinstance(found, Passed)
    assert found.channel == "onsite"
    assert not isinstance(decide(case("email"), GUARDS), Passed)


def test_the_rule_about_visitors_is_what_refuses() -> None:
    assert isinstance(decide(case("email"), without("visitor_on_site")), Passed)
