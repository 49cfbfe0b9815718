"""What endpoints get that are no route: every type of event, and never an address or a code."""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.ports.aws.eventbridge_bus import EventBridgeBus
from tests.functional.delivery.conftest import HOUR, DeliveringShop
from tests.functional.delivery.receiver import Receiver, receiving
from tests.functional.delivery.test_hand_over import signature


def events(receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    bodies = [json.loads(message.body) for message in receiver.messages]
    return [(body["type"], body["data"]) for body in bodies]


def test_others_get_notices_without_address_code_or_links(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    with receiving() as other:
        shop.put_endpoint("audit", other.url, "nudge.ready", "nudge.converted")
        shop.leave_a_cart()
        shop.deliver()
        ((kind, notice),) = events(other)
        assert (kind, notice["user_id"]) == ("nudge.ready", "ana")
        assert "content" not in notice
        assert "ana@example.com" not in str(other.messages)
        assert len(receiver.messages) == 1, "the route gets no notice of what it gets anyway"
        assert other.messages[0].id == receiver.messages[0].id, "it is one event"

        order = {"order_id": "o1", "total": 24.9, "currency": "EUR"}
        shop.clock.now += HOUR
        shop.track("Order Completed", "teapot", properties=order)
        shop.deliver()
        kind, converted = events(other)[-1]
        assert kind == "nudge.converted"
        assert (converted["nudge_id"], converted["value"]) == (notice["nudge_id"], 24.9)


def test_a_nudge_that_ends_before_its_hand_over_is_named(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    shop.put_endpoint("audit", receiver.url, "nudge.cancelled")
    shop.leave_a_cart()
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    shop.clock.now += HOUR
    shop.sweep()
    shop.deliver()
    ((kind, notice),) = events(receiver)
    assert (kind, notice["state"], notice["reason"]) == ("nudge.cancelled", "cancelled", "bought")


def test_a_change_of_consent_is_one_notice(shop: DeliveringShop, receiver: Receiver) -> None:
    shop.put_endpoint("tool", receiver.url, "audience.changed")
    shop.deliver()
    receiver.messages.clear()
    path = "/v1/customers/ana/preferences"
    shop.api.put(path, json={"consent": {"email": False}}).raise_for_status()
    shop.api.put(path, json={"personalization": "on"}).raise_for_status()
    shop.deliver()
    ((kind, notice),) = events(receiver)
    assert kind == "audience.changed"
    assert (notice["user_id"], notice["changed"]) == ("ana", ["email"])
    assert notice["consent"] == {"email": False, "push": False, "sms": False, "whatsapp": False}


def test_a_model_that_serves_is_announced_once(shop: DeliveringShop, receiver: Receiver) -> None:
    shop.put_endpoint("tool", receiver.url, "model.published")
    for version in ("20260101T000000Z-aaaa", "20260102T000000Z-bbbb"):
        shop.services.blobs.write("models/current.json", json.dumps({"version": version}).encode())
        shop.look()
        shop.look()
        shop.deliver()
    ((kind, notice),) = events(receiver)
    assert kind == "model.published"
    assert notice["model_version"].endswith("bbbb")
    assert notice["replaces"].endswith("aaaa")


@pytest.mark.parametrize("pointer", [b"{}", b"null", b"["])
def test_a_pointer_that_names_no_model_holds_nothing_up(
    shop: DeliveringShop, receiver: Receiver, pointer: bytes
) -> None:
    shop.put_endpoint("tool", receiver.url, "model.published")
    shop.services.blobs.write("models/current.json", pointer)
    shop.look()
    assert events(receiver) == []


def test_an_endpoint_that_keeps_failing_is_disabled_with_notice(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    with receiving() as other:
        shop.put_endpoint("tool", receiver.url, "audience.changed")
        shop.put_endpoint("audit", other.url, "endpoint.disabled")
        receiver.answers(500)
        shop.deliver()
        for number in range(60):
            shop.clock.now += 2 * HOUR
            consent = {"consent": {"sms": number % 2 == 0}}
            shop.api.put("/v1/customers/ana/preferences", json=consent).raise_for_status()
            shop.look()
            shop.deliver()
        found = shop.api.get("/v1/endpoints/tool").json()
        assert (found["enabled"], found["disabled"]) == (False, "failing")
        ((kind, notice),) = events(other)
        assert (kind, notice["endpoint_id"], notice["reason"]) == (
            "endpoint.disabled",
            "tool",
            "failing",
        )


def test_while_an_endpoint_fails_most_of_what_waits_is_not_tried(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    shop.put_endpoint("tool", receiver.url, "audience.changed")
    receiver.answers(500)
    for number in range(30):
        shop.clock.now += 1
        consent = {"consent": {"sms": number % 2 == 0}}
        shop.api.put("/v1/customers/ana/preferences", json=consent).raise_for_status()
        shop.deliver()
    assert len(receiver.messages) < 10

    receiver.recovers()
    for _ in range(30):
        shop.clock.now += HOUR
        shop.look()
        shop.deliver()
    delivered = [each for each in shop.deliveries("tool") if each["state"] == "delivered"]
    assert len(delivered) == 31


def test_the_log_shows_what_went_and_a_range_is_delivered_once_more(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    shop.put_endpoint("tool", receiver.url, "audience.changed")
    shop.deliver()
    (first,) = shop.deliveries("tool")
    assert (first["type"], first["state"]) == ("audience.changed", "delivered")

    path = "/v1/endpoints/tool/replay"
    one = {"delivery_id": first["delivery_id"]}
    assert shop.api.post(path, json=one).json() == {"replayed": 1}
    shop.deliver()
    since = {"since": 0}
    assert shop.api.post(path, json=since).json() == {"replayed": 0}, "none failed"
    every = {"since": 0, "only_failed": False}
    assert shop.api.post(path, json=every).json() == {"replayed": 1}
    shop.deliver()
    assert [each.id for each in receiver.messages] == [first["message_id"]] * 3
    assert shop.api.post(path, json={}).status_code == 422
    assert shop.api.post(path, json={"delivery_id": "x"}).status_code == 404
    assert shop.api.post("/v1/endpoints/other/replay", json=one).status_code == 404


def test_a_nudge_is_delivered_once_more_only_while_it_may_be_sent(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    shop.deliver()
    (sent,) = shop.deliveries()
    again = {"delivery_id": sent["delivery_id"]}
    shop.api.post("/v1/endpoints/crm/replay", json=again).raise_for_status()
    shop.deliver()
    assert [each.id for each in receiver.messages] == [sent["message_id"]] * 2

    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    shop.api.post("/v1/endpoints/crm/replay", json=again).raise_for_status()
    shop.deliver()
    types = [kind for kind, _ in events(receiver)]
    assert types.count("nudge.ready") == 2


def test_the_bus_gets_cloud_events_and_rejected_ones_again(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    client = boto3.client(
        "events",
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    shop.bus.behind = EventBridgeBus(client, "shop")
    shop.put_endpoint("bus", None, "audience.changed")
    shop.settings(routes={"email": "bus"})
    rejected = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    taken = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
    with Stubber(client) as stub:
        stub.add_response("put_events", taken)
        shop.deliver()
        stub.add_response("put_events", rejected)
        shop.leave_a_cart()
        shop.deliver()
        assert shop.decided()[0][2] == "sending"
        (waiting,) = [d for d in shop.deliveries("bus") if d["type"] == "nudge.ready"]
        assert (waiting["state"], waiting["reason"]) == ("waiting", "ThrottlingException")
        stub.add_response("put_events", taken)
        shop.clock.now += 10_000
        shop.deliver()
        stub.assert_no_pending_responses()
    assert shop.decided()[0][2] == "sent"
    first, second = (json.loads(each) for each in shop.bus.events[-2:])
    assert first["id"] == second["id"]
    assert (first["specversion"], first["type"]) == ("1.0", "nudge.ready")
    assert first["data"]["to"] == "ana@example.com"


def test_a_nudge_that_cannot_be_read_holds_nothing_else_up(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    row = {"pk": {"S": "customer#ana"}, "sk": {"S": "nudge#x"}, "state": {"S": "ready"}}
    change = {"Keys": row, "NewImage": row, "ApproximateCreationDateTime": 0.0}
    record = {"eventID": "1", "eventName": "INSERT", "dynamodb": change}
    assert shop.process({"Records": [record]}) == {"batchItemFailures": []}


def test_an_order_is_followed_from_the_hand_over_to_its_notice_and_its_refund(
    shop: DeliveringShop, receiver: Receiver
) -> None:
    """By the one endpoint of a shop: it gets the nudge, and what the nudge was worth."""
    secret = shop.put_endpoint("crm", receiver.url, "nudge.converted")["secret"]
    shop.settings(routes={"email": "webhook:crm"})
    shop.leave_a_cart()
    shop.deliver()
    ((_, handed_over),) = events(receiver)
    shop.clock.now += HOUR
    order = {"order_id": "o1", "total": 30, "currency": "EUR"}
    shop.track("Order Completed", "teapot", properties=order)
    shop.track("Order Completed", "teapot", properties=order)  # reported by the till, too
    shop.deliver()
    refund = {"order_id": "o1", "total": 10, "currency": "EUR"}
    shop.track("Order Refunded", properties=refund)
    shop.deliver()
    types = [kind for kind, _ in events(receiver)]
    assert types.count("nudge.converted") == 2
    first, second = (data for kind, data in events(receiver) if kind == "nudge.converted")
    assert first == {**first, "nudge_id": handed_over["nudge_id"], "order_id": "o1", "value": 30}
    assert second["value"] == 20
    message = receiver.messages[types.index("nudge.converted")]
    assert message.headers["webhook-signature"] == signature(secret, message)


def test_while_nudges_are_paused_notices_go_out_and_nudges_wait(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.put_endpoint("crm", receiver.url, "audience.changed")
    shop.deliver()
    receiver.messages.clear()
    receiver.answers(503, Retry_After="1800")
    shop.consents("bea", "email")
    shop.deliver()
    receiver.recovers()
    shop.leave_a_cart()
    shop.api.post("/v1/nudges/pause").raise_for_status()
    shop.clock.now += HOUR
    shop.look()
    shop.deliver()
    assert [kind for kind, _ in events(receiver)] == ["audience.changed"] * 2
