"""A nudge on the route of a webhook: claimed, signed, posted, and kept as sent."""

import json
from base64 import b64decode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tests.functional.delivery.conftest import HOUR, DeliveringShop
from tests.functional.delivery.receiver import Message, Receiver
from tests.functional.stores import table_texts


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


def test_a_further_attempt_is_about_what_the_cart_holds_by_then(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    receiver.answers(500)
    shop.leave_a_cart()
    shop.deliver()
    shop.track("Product Added", "cup")
    shop.track("Product Removed", "teapot")
    receiver.recovers()
    shop.clock.now += HOUR
    shop.look()
    shop.deliver()
    items = [
        [item["item_id"] for item in json.loads(message.body)["data"]["content"]["items"]]
        for message in receiver.messages
    ]
    assert items == [["teapot"], ["cup"]]


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


def test_a_route_to_an_endpoint_that_is_not_there_is_refused(shop: DeliveringShop) -> None:
    for route in ("webhook:none", "bus"):
        answer = shop.api.put("/v1/settings/nudges", json={"routes": {"email": route}})
        assert answer.status_code == 422
        assert "/v1/endpoints/" in answer.text, "the answer names the remedy"


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://u:p@shop.example/", "https://shop.example/\n", "shop.example", ""]
)
def test_an_endpoint_that_no_message_may_go_to_is_refused(shop: DeliveringShop, url: str) -> None:
    assert shop.api.put("/v1/endpoints/crm", json={"url": url}).status_code == 422
    assert shop.api.put("/v1/endpoints/bus", json={"url": url}).status_code == 422
    assert shop.api.get("/v1/endpoints").json() == {"endpoints": []}


def test_a_secret_is_shown_once_and_stands_in_no_row_and_no_log(
    shop: DeliveringShop, receiver: Receiver, crm: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    receiver.answers(500)
    shop.leave_a_cart()
    shop.deliver()
    new = shop.api.post("/v1/endpoints/crm/secret").json()["secret"]
    assert shop.put_endpoint("crm", receiver.url)["secret"] is None
    assert shop.api.get("/v1/endpoints/crm").json()["secret"] is None
    kept = [b64decode(each.removeprefix("whsec_")) for each in (crm, new)]
    rows = list(table_texts(shop.services, shop.engine))
    for text in (*rows, caplog.text):
        assert crm not in text
        assert new not in text
        assert not any(repr(each)[2:-1] in text for each in kept if any(each))
    assert "ana@example.com" not in caplog.text


def test_the_queue_holds_keys_and_no_address(shop: DeliveringShop, crm: str) -> None:
    shop.leave_a_cart()
    shop.stream()
    (path,) = (shop.services.data / "queues" / "delivery").glob("*.json")
    assert json.loads(path.read_text()).keys() == {"nudge"}
    assert "example.com" not in path.read_text()


def test_what_waits_for_a_disabled_endpoint_stays_ready_unread(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    body = {"url": receiver.url, "enabled": False}
    shop.api.put("/v1/endpoints/crm", json=body).raise_for_status()
    shop.leave_a_cart()
    shop.deliver()
    shop.clock.now += 60_000
    assert shop.look() == 0
    assert shop.decided() == [("abandoned_cart", 1, "ready", "decided")]
    shop.put_endpoint("crm", receiver.url)
    assert shop.look() == 1
    shop.deliver()
    assert shop.decided()[0][2] == "sent"


def route_refusals(shop: DeliveringShop) -> set[tuple[str, str, int | None]]:
    """Kind, reason and end of what explain says about routes of e-mail."""
    explained = shop.api.get("/v1/customers/ana/nudges/explain").json()
    return {
        (kind["kind"], each["reason"], each["until"])
        for kind in explained["kinds"]
        for each in kind["refusals"]
        if (each["guard"], each["channel"]) == ("route", "email")
    }


def test_explain_names_an_endpoint_that_takes_nothing_now(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.track("Product Added", "teapot")
    assert route_refusals(shop) == set()

    receiver.answers(429, Retry_After="600")
    shop.leave_a_cart("bea")
    shop.consents("bea", "email")
    shop.leave_a_cart()
    shop.deliver()
    until = shop.clock.now + 600_000
    assert ("abandoned_cart", "endpoint_resting crm", until) in route_refusals(shop)

    body = {"url": receiver.url, "enabled": False}
    shop.api.put("/v1/endpoints/crm", json=body).raise_for_status()
    assert ("abandoned_cart", "endpoint_disabled crm", None) in route_refusals(shop)
    shop.services.storage.endpoints.delete("crm")
    assert ("abandoned_cart", "endpoint_deleted crm", None) in route_refusals(shop)
