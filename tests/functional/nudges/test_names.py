"""A person with several names has one agenda: a join loses nothing and repeats nothing."""

from typing import Any

from functions.domain.person import customer, visitor
from functions.storage.keys.key import SHARDS
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


def test_a_guests_cart_is_mailed_to_the_customer_who_logs_in(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug", anonymousId=DEVICE)
    clock.advance(seconds=60)
    identify = {"userId": "ana", "anonymousId": DEVICE, "messageId": "i1"}
    shop.api.post("/v1/identify", json=identify).raise_for_status()
    clock.advance(hours=1)
    shop.sweep()
    assert shop.sweep() == {}
    (nudge,) = shop.lease()["nudges"]
    assert (nudge["user_id"], [i["item_id"] for i in nudge["items"]]) == ("ana", ["mug"])
    agendas = shop.services.storage.agendas.find([visitor(DEVICE), customer("ana")])
    assert agendas[visitor(DEVICE)].empty
    assert shop.services.storage.nudges.newest(visitor(DEVICE), limit=9)[0].state == "merged"


def test_a_wish_for_a_look_is_joined_too(shop: Shop, clock: Clock) -> None:
    """Else the name that is someone's now stays due, and each minute's sweep does nothing."""
    shop.track("Product Added", "mug", anonymousId=DEVICE)
    shop.track("Product Removed", "mug", anonymousId=DEVICE)
    clock.advance(hours=1)
    assert shop.sweep() == {"cancelled": 1}
    clock.advance(seconds=1)
    identify = {"userId": "ana", "anonymousId": DEVICE, "messageId": "i1"}
    shop.api.post("/v1/identify", json=identify).raise_for_status()
    clock.advance(seconds=300)
    shop.sweep()
    now, rows = shop.services.clock(), shop.services.storage.agendas
    due = [rows.due(shard, until=now, limit=9).people for shard in SHARDS]
    assert [people for people in due if people] == []


def test_an_order_under_another_name_cancels(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    shop.track("Order Completed", "mug", userId="ana-maria")
    shop.api.post("/v1/alias", json={"userId": "ana", "previousId": "ana-maria", "messageId": "a"})
    assert shop.lease()["nudges"] == []
    assert shop.decided()[0][2:] == ("cancelled", "bought")


def test_what_a_joined_name_got_counts_against_the_caps(shop: Shop, clock: Clock) -> None:
    shop.consents("ana-maria", "email")
    shop.track("Product Added", "cup", userId="ana-maria")
    clock.advance(hours=1)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == 1
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    shop.api.post("/v1/alias", json={"userId": "ana", "previousId": "ana-maria", "messageId": "a"})
    assert shop.lease()["nudges"] == []


def test_what_a_joined_name_got_is_explained(shop: Shop, clock: Clock) -> None:
    shop.consents("ana-maria", "email")
    shop.track("Product Added", "cup", userId="ana-maria")
    clock.advance(hours=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    shop.outcome(nudge["nudge_id"], "delivered")
    shop.api.post("/v1/alias", json={"userId": "ana", "previousId": "ana-maria", "messageId": "a"})
    assert ("abandoned_cart", 1, "sent") in [each[:3] for each in shop.decided()]


def test_a_click_on_what_went_out_before_the_join_counts(shop: Shop, clock: Clock) -> None:
    handed_over = _handed_over_and_joined(shop, clock)
    shop.api.get(handed_over["content"]["links"]["cart"], follow_redirects=False)
    row = shop.services.storage.nudges.newest(customer("ana-maria"), limit=2)[-1]
    assert (row.state, row.reason) == ("sent", "outcome clicked")


def test_a_message_that_was_not_sent_after_the_join_frees_the_address(
    shop: Shop, clock: Clock
) -> None:
    handed_over = _handed_over_and_joined(shop, clock)
    sent = shop.services.storage.nudges.newest(customer("ana-maria"), limit=2)[-1]
    assert sent.recipient
    recipients = shop.services.storage.recipients
    assert recipients.get("email", sent.recipient).sends
    shop.outcome(handed_over["nudge_id"], "not_sent")
    assert not recipients.get("email", sent.recipient).sends
    assert shop.lease()["nudges"] == []


def _handed_over_and_joined(shop: Shop, clock: Clock) -> dict[str, Any]:
    """A campaign tool has a nudge of a name that is joined to another one meanwhile."""
    shop.consents("ana-maria", "email")
    contact = {"email": "ana@example.com"}
    shop.api.put("/v1/customers/ana-maria/contact", json=contact).raise_for_status()
    shop.track("Product Added", "cup", userId="ana-maria")
    clock.advance(hours=1)
    shop.sweep()
    (handed_over,) = shop.lease()["nudges"]
    shop.api.post("/v1/alias", json={"userId": "ana", "previousId": "ana-maria", "messageId": "a"})
    clock.advance(seconds=600)
    assert ("abandoned_cart", 1, "unknown", "joined") in shop.decided()
    found: dict[str, Any] = handed_over
    return found


def test_one_names_no_is_a_no_for_both(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    path = "/v1/customers/ana-maria/preferences"
    shop.api.put(path, json={"consent": {"email": False}}).raise_for_status()
    shop.api.post("/v1/alias", json={"userId": "ana", "previousId": "ana-maria", "messageId": "a"})
    assert shop.lease()["nudges"] == []
    assert shop.decided()[0][2:] == ("skipped", "no_consent")


def test_an_erased_person_is_not_made_again(shop: Shop, clock: Clock, secret: TestClient) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    secret.delete("/v1/customers/ana").raise_for_status()
    answer = secret.post(f"/v1/nudges/{nudge['nudge_id']}/outcome", json={"outcome": "bounced"})
    assert answer.status_code == 404
    clock.advance(days=3)
    assert shop.sweep() == {}
    client = shop.services.writing_client
    found = client.query(
        TableName=shop.services.settings.customers_table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "customer#ana"}},
    )
    assert found["Items"] == []
