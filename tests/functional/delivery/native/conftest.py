"""Every channel goes through its provider, whose answers the tests give."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.domain.nudges.kinds import Channel
from functions.ports.aws.push_sender import PushSender
from functions.ports.aws.ses_sender import SesSender
from functions.ports.aws.sms_sender import SmsSender
from functions.ports.aws.whatsapp_sender import WhatsAppSender
from functions.ports.channel_sender import ChannelSender
from local.services import LaptopServices
from tests.functional.delivery.conftest import DeliveringShop
from tests.unit.ports.recording import Answer, Recorded, recording_client
from tests.unit.ports.test_push_sender import ANSWERS

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
