"""At its hand-over a nudge of a cart is about what the cart holds then."""

from dataclasses import replace

import pytest

from functions.domain.cart import Cart
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.decision.rules import Rules, as_of_now
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import customer

ANA = customer("ana")
FACTS = Facts(ANA, read_at=10, agenda=Agenda(), cart=Cart())
RULES = Rules(NudgeSettings(), (), 10)


def items_now(kind: Kind, *, test: bool) -> tuple[str, ...]:
    nudge = Nudge(NudgeId(ANA, kind, 1, 1), "email", "ready", "", 1, items=("cup", "mug"))
    return as_of_now(replace(nudge, test=test), FACTS, RULES).items


@pytest.mark.parametrize("kind", ["abandoned_cart", "abandoned_checkout"])
def test_a_test_send_stays_about_its_made_up_items(kind: Kind) -> None:
    assert items_now(kind, test=True) == ("cup", "mug")
    assert items_now(kind, test=False) == ()
