"""The native route: one provider call for every nudge, whatever fails and whatever comes twice."""

import email
import json
from collections.abc import Callable
from dataclasses import replace
from email.policy import default
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.domain.delivery.feedback.events import reports_of
from functions.domain.delivery.providers import Providers
from functions.domain.nudges.kinds import Channel
from functions.errors import NotFound
from functions.feedback.wiring import take_feedback
from functions.ports.aws.push_sender import PushSender
from functions.ports.aws.ses_sender import SesSender
from functions.ports.aws.sms_sender import SmsSender
from functions.ports.aws.whatsapp_sender import WhatsAppSender
from functions.ports.channel_sender import ChannelSender, Message, SendResult
from functions.storage.nudge_settings import Change
from local.services import LaptopServices
from tests.functional.delivery.conftest import DeliveringShop
from tests.unit.ports.recording import Answer, Recorded, recording_client
from tests.unit.ports.test_push_sender import ANSWERS

PREFERENCES = "/v1/customers/ana/preferences"
PHONE = "+34600000001"
PROVIDERS: dict[str, Any] = {
    "email": {"from_address": "shop@example.com", "configuration_set": "hilo"},
    "sms": {"origination_identity": "pool-1"},
    "push": {"applications": {"fcm": "arn:aws:sns:eu-west-1:123456789012:app/GCM/shop"}},
    "whatsapp": {"phone_number_id": "phone-number-id-0123456789abcdef"},
}
SERVICES: dict[Channel, tuple[str, str, Callable[[Any], ChannelSender]]] = {
    "email": ("sesv2", "SendEmail", SesSender),
    "sms": ("pinpoint-sms-voice-v2", "SendTextMessage", SmsSender),
    "push": ("sns", "Publish", PushSender),
    "whatsapp": ("socialmessaging", "SendWhatsAppMessage", WhatsAppSender),
}
TAKEN: Answer = (200, json.dumps({"MessageId": "p-1", "messageId": "p-1"}).encode())


class Cloud:
    """AWS's four senders, over a transport that records; `answer` is what each operation gets."""

    def __init__(self) -> None:
        self.answer: dict[str, Answer] = {}
        self._clients: dict[Channel, tuple[Any, Recorded]] = {
            channel: recording_client(service, self._answered)
            for channel, (service, _, _) in SERVICES.items()
        }

    def _answered(self, operation: str) -> Answer:
        return self.answer.get(operation) or ANSWERS.get(operation) or TAKEN

    def __call__(self, channel: Channel) -> ChannelSender | None:
        if channel not in SERVICES:
            return None
        return SERVICES[channel][2](self._clients[channel][0])

    def calls(self, channel: Channel, operation: str = "") -> list[dict[str, Any]]:
        """The parameters of the calls that send; none of them went over the wire twice."""
        recorded = self._clients[channel][1]
        assert recorded.wire == len(recorded.calls)
        return recorded.of(operation or SERVICES[channel][1])


@pytest.fixture
def cloud(services: LaptopServices) -> Cloud:
    made = Cloud()
    services.senders = made  # type: ignore[assignment] # in place of the outbox
    return made


@pytest.fixture
def native(cloud: Cloud, shop: DeliveringShop) -> DeliveringShop:
    """Every channel goes through its provider; `ana` can be reached on each of them."""
    assert cloud, "it is in place before the function is made"
    shop.put_brand()
    shop.settings(providers=PROVIDERS, routes=dict.fromkeys(PROVIDERS, "native"))
    contact = {"email": "ana@example.com", "phone": PHONE, "language": "es"}
    shop.api.put("/v1/customers/ana/contact", json=contact).raise_for_status()
    token = {"token": "token-1", "platform": "fcm"}
    shop.api.put("/v1/customers/ana/push-tokens", json=token).raise_for_status()
    return shop


def only(shop: DeliveringShop, channel: str) -> None:
    """`ana` agrees to this channel, and to no other."""
    consent = {each: each == channel for each in PROVIDERS}
    path = "/v1/customers/ana/preferences"
    shop.api.put(path, json={"consent": consent}).raise_for_status()


def states(shop: DeliveringShop) -> list[tuple[str, str]]:
    return [(state, reason) for _, _, state, reason in shop.decided()]


@pytest.mark.parametrize("channel", SERVICES)
def test_one_call_for_a_nudge_on_every_channel(
    native: DeliveringShop, cloud: Cloud, channel: Channel
) -> None:
    only(native, channel)
    native.leave_a_cart()
    native.deliver()
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    for _ in range(3):  # the queue delivers again, and the schedule looks
        native.process.work({"nudge": nudge["nudge_id"]})
        native.look()
        native.deliver()
    assert len(cloud.calls(channel)) == 1
    assert not any(cloud.calls(each) for each in SERVICES if each != channel)
    assert states(native) == [("sent", "outcome sent")]


def test_an_email_says_what_the_shop_and_the_person_are_about(
    native: DeliveringShop, cloud: Cloud
) -> None:
    native.api.put("/v1/items/teapot", json={"title": "Tetera\r\nBcc: x@y.zz"}).raise_for_status()
    brand = {"name": "Té & Cía\r\nBcc: x@y.zz", "reply_to": "help@example.com"}
    native.put_brand(**brand, links_url="https://l.shop.example")
    native.leave_a_cart()
    native.deliver()
    (call,) = cloud.calls("email")
    found = email.message_from_bytes(call["Content"]["Raw"]["Data"], policy=default)
    assert found["To"] == "ana@example.com"
    assert "Bcc" not in found
    assert found["Subject"] == "El carrito sigue aquí"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Unsubscribe"].startswith("<https://l.shop.example/u/")


def test_a_report_of_the_provider_finds_its_nudge(native: DeliveringShop, cloud: Cloud) -> None:
    native.leave_a_cart()
    native.deliver()
    (call,) = cloud.calls("email")
    tags = {tag["Name"]: [tag["Value"]] for tag in call["EmailTags"]}
    recipients = [{"emailAddress": "ana@example.com"}]
    event = {
        "eventType": "Complaint",
        "mail": {"tags": tags},
        "complaint": {"complainedRecipients": recipients},
    }
    (report,) = reports_of(event, now=native.clock())
    take_feedback(native.services)(report)
    assert not native.api.get(PREFERENCES).json()["consent"]["email"]
    page = native.api.get("/v1/suppressions", params={"channel": "email"}).json()
    assert [each["address"] for each in page["suppressions"]] == ["ana@example.com"]


def test_a_channel_that_is_not_configured_says_so_and_loses_nothing(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices
) -> None:
    current = services.storage.nudge_settings.get()
    bare = replace(current, providers=Providers())
    services.storage.nudge_settings.put(bare, Change(current.rev + 1, 0, "a test", {}))
    native.settings(kinds={"abandoned_cart": {"channels": ["email"]}})
    native.leave_a_cart()
    native.deliver()
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    (cart,) = [each for each in explained["kinds"] if each["kind"] == "abandoned_cart"]
    assert ("provider", "email", "not_configured") in {
        (each["guard"], each["channel"], each["reason"]) for each in cart["refusals"]
    }
    assert cloud.calls("email") == []
    native.settings(providers=PROVIDERS)
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    assert len(cloud.calls("email")) == 1


def test_a_refusal_releases_the_nudge_for_later(native: DeliveringShop, cloud: Cloud) -> None:
    cloud.answer["SendEmail"] = (429, b'{"__type": "TooManyRequestsException", "message": "no"}')
    native.leave_a_cart()
    native.deliver()
    assert states(native) == [("ready", "provider: TooManyRequestsException")]
    native.deliver()
    assert len(cloud.calls("email")) == 1, "not before its time"
    cloud.answer.clear()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("email")) == 2
    assert states(native) == [("sent", "outcome sent")]


def test_a_message_that_comes_again_finds_no_nudge_before_its_time(
    native: DeliveringShop, cloud: Cloud
) -> None:
    cloud.answer["SendEmail"] = (429, b'{"__type": "TooManyRequestsException", "message": "no"}')
    native.leave_a_cart()
    native.deliver()
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    message = {"nudge": explained["decided"][0]["nudge_id"]}
    for _ in range(2):
        native.process.work(message)
        native.clock.advance(seconds=29)
    assert len(cloud.calls("email")) == 1
    cloud.answer.clear()
    native.clock.advance(seconds=3)
    native.process.work(message)
    assert len(cloud.calls("email")) == 2
    assert states(native) == [("sent", "outcome sent")]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"__type": "InternalFailure", "message": "no"}'),
        ReadTimeoutError(endpoint_url="https://email"),
    ],
)
def test_what_may_have_been_sent_is_unknown_for_ever(
    native: DeliveringShop, cloud: Cloud, answer: Answer
) -> None:
    cloud.answer["SendEmail"] = answer
    native.leave_a_cart()
    native.deliver()
    cloud.answer.clear()
    for _ in range(3):
        native.clock.advance(hours=1)
        native.sweep()
        native.look()
        native.deliver()
    assert len(cloud.calls("email")) == 1
    ((state, reason),) = states(native)
    assert state == "unknown"
    assert reason.startswith("provider: ")


class Crash(BaseException):
    """The process ends: no handler of ours runs."""


@pytest.mark.parametrize("accepted", [True, False])
def test_a_crash_after_the_claim_sends_nothing_twice(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices, accepted: bool
) -> None:
    class Crashing:
        def send(self, message: Message, providers: Providers) -> SendResult:
            if accepted:
                real = cloud("email")
                assert real
                real.send(message, providers)
            raise Crash

    services.senders = lambda _: Crashing()  # type: ignore[assignment] # in place of the outbox
    crashing = DeliveringShop(native.api, services, native.engine, native.clock)
    crashing.leave_a_cart()
    with pytest.raises(Crash):
        crashing.deliver()
    for _ in range(3):
        native.clock.advance(seconds=301)
        native.sweep()
        native.look()
        native.deliver()
    assert len(cloud.calls("email")) == accepted
    assert states(native) == [("unknown", "no_outcome")]


def test_a_dead_device_loses_its_token_and_the_next_gets_the_message(
    native: DeliveringShop, cloud: Cloud
) -> None:
    only(native, "push")
    older = {"token": "token-0", "platform": "fcm", "last_seen": 1}
    native.api.put("/v1/customers/ana/push-tokens", json=older).raise_for_status()
    body = "<ErrorResponse><Error><Code>EndpointDisabled</Code></Error></ErrorResponse>"
    cloud.answer["Publish"] = (400, body.encode())
    native.leave_a_cart()
    native.deliver()
    cloud.answer.clear()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("push")) == 2
    assert states(native) == [("sent", "outcome sent")]
    contact = native.api.get("/v1/customers/ana/contact").json()
    assert len(contact["push_tokens"]) == 1


def test_a_number_that_opted_out_is_suppressed(native: DeliveringShop, cloud: Cloud) -> None:
    only(native, "sms")
    fault = {"__type": "ConflictException", "Reason": "DESTINATION_PHONE_NUMBER_OPTED_OUT"}
    cloud.answer["SendTextMessage"] = (400, json.dumps(fault).encode())
    native.leave_a_cart()
    native.deliver()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("sms")) == 1
    assert not native.api.get(PREFERENCES).json()["consent"]["sms"]
    assert states(native)[0][0] in {"suppressed", "skipped"}


def test_the_endpoint_of_a_device_is_made_once(native: DeliveringShop, cloud: Cloud) -> None:
    only(native, "push")
    native.settings(kinds={"abandoned_cart": {"delays_s": [3600, 7200]}}, caps={})
    native.leave_a_cart()
    native.deliver()
    again = {"token": "token-1", "platform": "fcm"}  # the app registers at each start
    native.api.put("/v1/customers/ana/push-tokens", json=again).raise_for_status()
    native.clock.advance(hours=25)
    native.sweep()
    native.deliver()
    assert len(cloud.calls("push")) == 2
    assert len(cloud.calls("push", "CreatePlatformEndpoint")) == 1


def test_a_purchase_before_the_claim_stops_the_call(native: DeliveringShop, cloud: Cloud) -> None:
    native.leave_a_cart()
    native.track("Order Completed", "teapot", properties={"order_id": "o1"})
    native.deliver()
    assert cloud.calls("email") == []
    assert states(native)[0][0] == "cancelled"


def test_a_person_without_an_address_is_skipped(native: DeliveringShop, cloud: Cloud) -> None:
    native.api.put("/v1/customers/ana/contact", json={"email": None}).raise_for_status()
    only(native, "email")
    native.leave_a_cart()
    native.deliver()
    assert cloud.calls("email") == []
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    assert "no_address" in json.dumps(explained)


def test_a_huge_cart_is_one_message_that_its_channel_takes(
    native: DeliveringShop, cloud: Cloud
) -> None:
    items = [f"item-{n}" for n in range(80)]
    found = [{"item_id": each, "title": f"{each} " * 40, "price": 1, "currency": "EUR"}
             for each in items]  # fmt: skip
    native.api.put("/v1/items", json={"items": found}).raise_for_status()
    native.track("Product Added", *items)
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    (call,) = cloud.calls("email")
    assert len(call["Content"]["Raw"]["Data"]) < 200_000
    only(native, "sms")
    native.track("Product Added", *items, userId="bea")
    native.api.put("/v1/customers/bea/contact", json={"phone": PHONE}).raise_for_status()
    native.consents("bea", "sms")
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    (text,) = cloud.calls("sms")
    assert len(text["MessageBody"]) < 3 * 160


def test_a_confirmation_is_sent_once_by_the_provider_and_pulled_by_no_one(
    native: DeliveringShop, cloud: Cloud
) -> None:
    native.settings(kinds={"restock": {"on": True}})
    native.api.put("/v1/items/tea", json={"title": "Tea & milk"}).raise_for_status()
    native.api.put("/v1/items/tea/stock", json={"quantity": 0}).raise_for_status()
    path = "/v1/items/tea/restock-subscriptions"
    native.api.post(path, json={"email": "bea@example.com"}).raise_for_status()
    assert native.api.post("/v1/confirmations/lease", json={}).json()["confirmations"] == []
    native.clock.now += 1
    cloud.answer["SendEmail"] = (400, b'{"__type": "TooManyRequestsException"}')
    assert native.process({})["confirmations"] == 1
    cloud.answer.clear()
    assert native.process({})["confirmations"] == 1, "what was released is sent later"
    assert native.process({})["confirmations"] == 0
    sent = cloud.calls("email")[-1]
    assert sent["Destination"] == {"ToAddresses": ["bea@example.com"]}
    mail = email.message_from_bytes(sent["Content"]["Raw"]["Data"], policy=default)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr] # the policy makes an EmailMessage
    assert "/c/" in html
    assert "Tea &amp; milk" in html


def test_an_erasure_during_the_call_makes_no_person_again(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices
) -> None:
    class Erasing:
        def send(self, message: Message, providers: Providers) -> SendResult:
            native.api.delete("/v1/customers/ana").raise_for_status()
            real = cloud("email")
            assert real
            return real.send(message, providers)

    services.senders = lambda _: Erasing()  # type: ignore[assignment] # in place of the outbox
    erasing = DeliveringShop(native.api, services, native.engine, native.clock)
    erasing.leave_a_cart()
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    with pytest.raises(NotFound):
        erasing.process.work({"nudge": nudge["nudge_id"]})
    erasing.process.work({"nudge": nudge["nudge_id"]})  # the message comes again, and is done
    assert len(cloud.calls("email")) == 1
    assert states(native) == []
    assert native.api.get("/v1/customers/ana/contact").json()["email"] is None


def test_email_goes_by_the_stack_only_with_a_postal_address(native: DeliveringShop) -> None:
    refused = native.api.put("/v1/brand", json={"name": "Shop", "postal_address": " "})
    assert (refused.status_code, "postal_address" in refused.text) == (422, True)
    native.settings(routes={"email": "pull"})
    native.api.put("/v1/brand", json={"name": "Shop"}).raise_for_status()
    refused = native.api.put("/v1/settings/nudges", json={"routes": {"email": "native"}})
    assert refused.status_code == 422
    assert "PUT /v1/brand" in refused.text, "the answer names the remedy"
    native.settings(routes={"sms": "native"})
