"""Thanks for an order: once, for all of its lines."""

from dataclasses import replace

from functions.domain.event import Event
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.planning.plan import planned
from functions.domain.nudges.settings import DEFAULT_KINDS, NudgeSettings
from tests.unit.builders import DAY, NOON, event

ON = NudgeSettings(
    kinds={**DEFAULT_KINDS, "post_purchase": replace(DEFAULT_KINDS["post_purchase"], on=True)}
)
MILK = event("m1", "Order Completed", "milk", order_id="o1")
TEA = event("m2", "Order Completed", "tea", order_id="o1", at=NOON + 1)


def thanked(*events: Event) -> list[tuple[str, ...]]:
    agenda = planned(Agenda(), events, ON, NOON, visitor=False)
    return [each.items for each in agenda.sequences]


def test_lines_that_come_one_event_each_are_thanked_for_together() -> None:
    assert thanked(MILK, TEA) == [("milk", "tea")]


def test_an_order_reported_again_is_thanked_for_once() -> None:
    assert thanked(MILK, replace(MILK, message_id="m3")) == [("milk",)]
    assert thanked(MILK, replace(TEA, at=NOON + DAY)) == [("milk",)]


def test_an_order_reported_again_after_a_hundred_newer_ones_is_thanked_for_once() -> None:
    """A shop that buys for others orders that often; a till reports an old order anew."""
    orders = [replace(MILK, message_id=f"m{n}", order_id=f"o{n}") for n in range(100)]
    agenda = planned(Agenda(), orders, ON, NOON, visitor=False)
    ended = replace(agenda, sequences=())
    again = replace(orders[0], message_id="again", at=NOON + DAY)
    assert planned(ended, [again], ON, NOON + DAY, visitor=False).sequences == ()
