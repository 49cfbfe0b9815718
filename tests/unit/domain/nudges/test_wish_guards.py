"""The guards of wishes: without any of them a nudge goes out that should not."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.event import Event
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.decision.decide import Passed, check, decide
from functions.domain.nudges.facts import Facts, ItemFacts
from functions.domain.nudges.guards.case import StepCase
from functions.domain.nudges.guards.registry import GUARDS, without
from functions.domain.nudges.item_news.interests import Interest
from functions.domain.nudges.item_news.news_step import NewsStep
from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.restock.changes import ItemNews
from functions.domain.nudges.restock.step import RestockStep
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.restock.wave import Transition, Wave
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import customer
from functions.domain.preferences import Answer
from tests.unit.builders import NOON, event

ANA = customer("ana")
WAITS = Subscription("tea", ANA, NOON - 9, NOON + 9**9, ("push",))
RESTOCK = RestockStep.of(Wave(Transition("tea", "online", NOON)), WAITS).note
TEA = ItemFacts("tea", for_sale=True, price=8.0, quantity=2)


def news(kind: Any, price: float | None = None) -> str:
    return NewsStep.of(ItemNews(kind, "tea", NOON, price), Interest("tea", ANA, NOON)).note


NOTES: dict[Kind, str] = {
    "restock": RESTOCK,
    "low_stock": news("low_stock"),
    "price_drop": news("price_drop", 10.0),
}


LATER = {NOTES["price_drop"]: NOON + 1}


def reported(name: str, after: int) -> Event:
    """An event of ana about tea, so many ms after the news."""
    return event("m1", name, "tea", at=NOON + after)


def case(kind: Kind, **facts: Any) -> StepCase:
    known: dict[str, Any] = {
        "items": {"tea": TEA},
        "subscriptions": {RESTOCK: WAITS},
        "interests": dict.fromkeys(NOTES.values(), NOON - 9),
        "preferences": {name: Answer(True, 0, "key") for name in ("email", "push")},
        **facts,
    }
    settings = NudgeSettings(
        sandbox=False, kinds={kind: KindSettings(on=True)}, quiet_from=0, quiet_until=0
    )
    return StepCase(
        kind=kind,
        start=NOON,
        step=1,
        since=NOON,
        due_first=NOON,
        items=("tea",),
        note=NOTES[kind],
        facts=Facts(person=ANA, read_at=NOON, agenda=Agenda(), **known),
        settings=settings,
        now=NOON,
    )


@pytest.mark.parametrize("kind", sorted(NOTES))
def test_a_wish_that_holds_passes(kind: Kind) -> None:
    assert isinstance(decide(case(kind), GUARDS), Passed)


@pytest.mark.parametrize(
    ("kind", "guard", "reason", "facts"),
    [
        ("restock", "still_wanted", "not_subscribed", {"subscriptions": {}}),
        ("low_stock", "still_wanted", "not_wanted", {"interests": {}}),
        ("price_drop", "still_wanted", "not_wanted", {"interests": {}}),
        (
            "price_drop",
            "still_wanted",
            "seen_since",
            {"interests": {NOTES["price_drop"]: NOON + 1}},
        ),
        ("low_stock", "still_wanted", "seen_since", {"recent": (reported("Product Added", 1),)}),
        ("low_stock", "still_wanted", "not_wanted", {"recent": (reported("Product Removed", -1),)}),
        ("restock", "still_true", "sold_out", {"items": {"tea": replace(TEA, in_stock=False)}}),
        ("restock", "still_true", "sold_out", {"items": {}}),
        ("low_stock", "still_true", "stocked_up", {"items": {"tea": replace(TEA, quantity=4)}}),
        ("price_drop", "still_true", "price_rose", {"items": {"tea": replace(TEA, price=9.5)}}),
        ("price_drop", "still_true", "price_rose", {"items": {"tea": replace(TEA, price=None)}}),
    ],
)
def test_each_rule_ends_the_step_and_nothing_else_does(
    kind: Kind, guard: str, reason: str, facts: dict[str, Any]
) -> None:
    found = decide(case(kind, **facts), GUARDS)
    assert not isinstance(found, Passed)
    assert (found.outcome, found.reason) == ("cancelled", reason)
    assert isinstance(decide(case(kind, **facts), without(guard)), Passed)


def test_a_channel_that_was_not_asked_for_is_left_out() -> None:
    asked = replace(case("restock"), channel="email")
    found = check(asked, GUARDS)
    assert found is not None
    assert found.reason == "not_asked"
    assert check(asked, without("asked_channel")) is None
    assert decide(case("restock"), GUARDS) == Passed("push")
