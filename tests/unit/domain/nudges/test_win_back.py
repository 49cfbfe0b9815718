"""A silence begins with what a person did, and with nothing that the shop reports later."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.planning.plan import planned
from functions.domain.nudges.settings import DEFAULT_KINDS, KindSettings, NudgeSettings
from tests.unit.builders import NOON, event

ON = NudgeSettings(kinds={**DEFAULT_KINDS, "win_back": KindSettings(on=True, delays_s=(60,))})


def kinds(name: str, **more: Any) -> list[str]:
    happened = replace(event("m", name, "mug", order_id="o1"), **more)
    after = planned(Agenda(), [happened], ON, NOON, visitor=False)
    return [sequence.kind for sequence in after.sequences]


@pytest.mark.parametrize("name", ["Order Updated", "Order Refunded", "Order Cancelled"])
def test_what_the_shop_reports_of_an_order_wins_no_one_back(name: str) -> None:
    assert kinds(name) == []


@pytest.mark.parametrize("type_", ["identify", "alias", "group"])
def test_what_the_shop_copies_of_a_customer_wins_no_one_back(type_: str) -> None:
    assert kinds("", type=type_) == []


@pytest.mark.parametrize(
    "name", ["Product Viewed", "Order Completed", "Product Removed", "Signed In"]
)
def test_what_a_person_does_may_be_their_last(name: str) -> None:
    assert kinds(name) == ["win_back"]
