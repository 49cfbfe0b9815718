"""An order counts for the nudge that touched the person last; what comes back is taken back."""

from typing import Any

import pytest

from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import customer
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


@pytest.fixture
def handed_over(shop: Shop, clock: Clock) -> Shop:
    """A mail about a left cart was sent to `ana` a minute ago."""
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    shop.outcome(nudge["nudge_id"], "sent")
    clock.advance(seconds=60)
    return shop


def ordered(shop: Shop, order_id: str = "o1", **properties: Any) -> None:
    paid = {"order_id": order_id, "total": 20, "currency": "EUR", **properties}
    shop.track("Order Completed", "mug", properties=paid)


def conversions(shop: Shop, user_id: str = "ana") -> list[dict[str, Any]]:
    answer = shop.api.get(f"/v1/customers/{user_id}/nudges/explain")
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["conversions"]
    return found


def test_an_order_in_the_window_is_a_row_that_names_nudge_rule_and_window(
    handed_over: Shop, clock: Clock
) -> None:
    ordered(handed_over)
    (found,) = conversions(handed_over)
    names = (found["order_id"], found["kind"], found["rule"])
    assert names == ("o1", "abandoned_cart", "handed_over")
    assert (found["value"], found["currency"], found["window"]) == (20, "EUR", 86_400_000)
    answers = handed_over.services.storage.nudge_answers.find(NudgeId.from_text(found["nudge_id"]))
    assert [(a.outcome, a.by) for a in answers if a.outcome != "sent"] == [
        ("converted", "order o1")
    ]
    clock.advance(days=2)
    ordered(handed_over, "o2")
    assert len(conversions(handed_over)) == 1, "a day after the hand-over it counts no more"


def test_a_click_has_a_window_of_its_own_and_a_programs_click_none(
    handed_over: Shop, clock: Clock
) -> None:
    (nudge_id,) = [n["nudge_id"] for n in _decided(handed_over)]
    handed_over.outcome(nudge_id, "clicked", machine=True)
    clock.advance(days=2)
    ordered(handed_over)
    assert conversions(handed_over) == []
    clock.advance(seconds=1)
    handed_over.outcome(nudge_id, "clicked")
    ordered(handed_over, "o2")
    assert [each["rule"] for each in conversions(handed_over)] == ["clicked"]


def test_windows_are_settings(handed_over: Shop) -> None:
    handed_over.settings(windows={"email": {"clicked_s": 60, "handed_over_s": 30}})
    ordered(handed_over)
    assert conversions(handed_over) == []
    shown = handed_over.api.get("/v1/settings/nudges").json()["settings"]["windows"]
    assert shown["email"] == {"clicked_s": 60, "handed_over_s": 30}
    assert shown["sms"]["clicked_s"] == 2 * 86_400


def test_refunds_take_it_back_also_when_they_come_late_or_twice(
    handed_over: Shop, clock: Clock
) -> None:
    ordered(handed_over)
    back = {"order_id": "o1", "total": 5, "refund_id": "r1", "currency": "EUR"}
    for _ in range(2):
        handed_over.track("Order Refunded", properties=back)
    assert [each["value"] for each in conversions(handed_over)] == [15]
    clock.advance(days=40)
    handed_over.settings(kinds={"abandoned_cart": {"on": False}})
    handed_over.track("Order Cancelled", properties={"order_id": "o1"})
    assert [each["value"] for each in conversions(handed_over)] == [0]


def test_a_refund_under_another_name_finds_it(handed_over: Shop, clock: Clock) -> None:
    ordered(handed_over)
    alias = {"previousId": "ana", "userId": "anna", "messageId": "a1"}
    handed_over.api.post("/v1/alias", json=alias).raise_for_status()
    clock.advance(seconds=1)
    handed_over.track("Order Cancelled", userId="anna", properties={"order_id": "o1"})
    ana = customer("ana")
    found = handed_over.services.storage.conversions.find([ana], "o1")
    assert found[ana][0].value == 0


def test_what_a_page_claims_to_be_an_order_counts_for_nothing(
    handed_over: Shop, publishable: Any
) -> None:
    handed_over.track(
        "Order Completed",
        "mug",
        client=publishable,
        anonymousId="0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001",
        properties={"order_id": "o1", "total": 20},
    )
    assert conversions(handed_over) == []


def _decided(shop: Shop) -> list[dict[str, Any]]:
    decided: list[dict[str, Any]] = shop.api.get("/v1/customers/ana/nudges/explain").json()[
        "decided"
    ]
    return [each for each in decided if each["state"] == "sent"]
