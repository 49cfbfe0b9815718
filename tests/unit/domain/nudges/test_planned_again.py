"""Events that are planned again, in part and in another order, start no sequence anew."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.nudges.agenda import SETTLED_MS, Agenda
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import KINDS
from functions.domain.nudges.planning.plan import planned
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import customer
from tests.unit.builders import DAY, MINUTE, NOON, event

NAMES = ("Product Viewed", "Product Added", "Checkout Started", "Order Completed")
QUICK = KindSettings(on=True, delays_s=(60, 120))
ON = NudgeSettings(kinds=dict.fromkeys(KINDS, QUICK))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """Events of one person within an hour, and some of them again in any order."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
    events = [
        event(f"m{n}", name, "mug", order_id=f"o{n}", at=NOON + n * MINUTE)
        for n, name in enumerate(names)
    ]
    again = draw(st.lists(st.sampled_from(events), max_size=8))
    return events, again


def after(agenda: Agenda, events: Sequence[Event], now: int) -> Agenda:
    return planned(agenda, events, ON, now, visitor=False)


def ended(agenda: Agenda, now: int) -> tuple[Agenda, int]:
    """The agenda after every step of it was decided, without a rule that refuses one."""
    while agenda.due_at is not None:
        now = max(now, agenda.due_at)
        facts = Facts(customer("ana"), read_at=now, agenda=agenda, last_activity=NOON)
        agenda = turn(facts, {}, Rules(ON, (), now)).agenda
    return agenda, now


@given(histories())
def test_what_waits_stays_as_it_is(history: tuple[list[Event], list[Event]]) -> None:
    events, again = history
    now = NOON + 60 * MINUTE
    agenda = after(Agenda(), events, now)
    assert after(agenda, again, now + MINUTE).sequences == agenda.sequences


@given(histories(), st.integers(SETTLED_MS, 90 * DAY))
def test_what_ended_does_not_begin_again(
    history: tuple[list[Event], list[Event]], later: int
) -> None:
    events, again = history
    agenda, now = ended(after(Agenda(), events, NOON + 60 * MINUTE), NOON + 60 * MINUTE)
    assert not agenda.sequences
    assert not after(agenda, again, now + later).sequences
