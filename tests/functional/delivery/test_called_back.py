"""A nudge that an endpoint has already is called back while it may still be sent."""

import pytest

from tests.functional.delivery.conftest import HOUR, DeliveringShop
from tests.functional.delivery.receiver import Receiver
from tests.functional.delivery.test_notices import events


def test_a_recalled_lease_is_named_to_its_tool(shop: DeliveringShop, receiver: Receiver) -> None:
    shop.put_endpoint("tool", receiver.url, "nudge.cancelled")
    shop.leave_a_cart()
    assert len(shop.lease()["nudges"]) == 1
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    shop.sweep()
    shop.deliver()
    ((_, notice),) = events(receiver)
    assert (notice["state"], notice["reason"]) == ("leased", "bought")


def test_a_nudge_that_a_webhook_took_is_called_back_while_it_may_be_sent(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    shop.deliver()
    ((_, handed_over),) = events(receiver)
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    for _ in range(2):
        shop.sweep()
        shop.deliver()
    (_, (kind, notice)) = events(receiver)
    assert kind == "nudge.cancelled"
    assert (notice["nudge_id"], notice["reason"]) == (handed_over["nudge_id"], "bought")
    assert "content" not in notice
    states = {step: state for _, step, state, _ in shop.decided()}
    assert states[1] == "sent", "it counts as handed over, whatever the receiver does"


def test_a_nudge_is_called_back_where_it_went_whatever_the_route_is_by_then(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    receiver.answers(500)
    shop.leave_a_cart()
    shop.deliver()
    shop.settings(routes={"email": "pull"})
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    receiver.recovers()
    shop.clock.now += HOUR
    shop.look()
    shop.deliver()
    assert [kind for kind, _ in events(receiver)] == ["nudge.ready", "nudge.cancelled"]


def test_a_lease_is_called_back_from_no_endpoint_that_never_had_it(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.settings(routes={"email": "pull"})
    shop.leave_a_cart()
    assert len(shop.lease()["nudges"]) == 1
    shop.settings(routes={"email": "webhook:crm"})
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    shop.sweep()
    shop.deliver()
    assert shop.lease()["cancelled"]
    assert events(receiver) == []


@pytest.mark.parametrize("outcome", ["sent", "delivered", "opened", None])
def test_a_nudge_that_was_sent_or_is_too_late_is_not_called_back(
    shop: DeliveringShop, receiver: Receiver, crm: str, outcome: str | None
) -> None:
    shop.leave_a_cart()
    shop.deliver()
    ((_, handed_over),) = events(receiver)
    if outcome:
        path = f"/v1/nudges/{handed_over['nudge_id']}/outcome"
        shop.api.post(path, json={"outcome": outcome}).raise_for_status()
    else:
        shop.clock.now = handed_over["valid_until"]
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    shop.sweep()
    shop.deliver()
    assert [kind for kind, _ in events(receiver)] == ["nudge.ready"]


def test_a_nudge_that_may_be_called_back_wakes_no_sweep(shop: DeliveringShop, crm: str) -> None:
    shop.settings(kinds={"abandoned_cart": {"delays_s": [3600]}})
    shop.leave_a_cart()
    shop.deliver()
    shop.sweep()
    shop.clock.now += HOUR
    assert shop.sweep() == {}
