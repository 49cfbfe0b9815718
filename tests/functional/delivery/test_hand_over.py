"""A nudge on the route of a webhook: claimed, signed, posted, and kept as sent."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.receiver import Message, Receiver


def signature(secret: str, message: Message) -> str:
    """What the public library signs a message with."""
    at = datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), UTC)
    signed: str = Webhook(secret).sign(message.id, at, message.body.decode())
    return signed


def test_a_nudge_arrives_signed_with_its_content_and_address(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    shop.deliver()

    (message,) = receiver.messages
    event = json.loads(message.body)
    assert event["type"] == "nudge.ready"
    assert event["data"]["user_id"] == "ana"
    assert event["data"]["to"] == "ana@example.com"
    assert event["data"]["content"]["items"][0]["item_id"] == "teapot"
    assert message.headers["webhook-signature"] == signature(crm, message)
    assert shop.decided() == [("abandoned_cart", 1, "sent", "outcome sent")]
    (delivery,) = shop.deliveries()
    assert (delivery["state"], delivery["status"], delivery["attempts"]) == ("delivered", 200, 1)
    assert delivery["message_id"] == message.id


def test_a_channel_that_goes_to_a_webhook_is_not_leased(
    shop: DeliveringShop, crm: str, receiver: Receiver
) -> None:
    shop.leave_a_cart()
    assert shop.lease()["nudges"] == []
    shop.deliver()
    assert len(receiver.messages) == 1


@pytest.mark.parametrize("route", ["webhook:", "webhook:A", "mail", "webhook:a/b", "pull "])
def test_a_route_that_is_none_is_refused(shop: DeliveringShop, route: str) -> None:
    answer = shop.api.put("/v1/settings/nudges", json={"routes": {"email": route}})
    assert answer.status_code == 422
