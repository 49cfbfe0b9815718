"""Text messages: one valid request, segments counted, and numbers that opted out."""

import json

import pytest

from functions.domain.delivery.providers import Providers, SmsProvider
from functions.ports.aws.sms_sender import SmsSender
from functions.ports.channel_sender import Gone, Message, Released, SendResult, Sent, Unknown
from tests.unit.ports.recording import Answer, recording_client

PROVIDERS = Providers(sms=SmsProvider("pool-1", "hilo"))
TEXT = "Té: El carrito sigue aquí. https://links.example.com/l/abc Baja: https://l.example.com/u/x"
TAKEN = (200, json.dumps({"MessageId": "sms-1"}).encode())


def sent(text: str, answer: Answer = TAKEN) -> tuple[SendResult, list[dict[str, object]]]:
    client, recorded = recording_client("pinpoint-sms-voice-v2", lambda _: answer)
    message = Message("+34600000001", {"text": text}, reference="r" * 400)
    result = SmsSender(client).send(message, PROVIDERS)
    assert recorded.wire <= 1
    return result, recorded.of("SendTextMessage")


def test_one_call_holds_the_text_and_the_reference() -> None:
    result, (request,) = sent(TEXT)
    assert result == Sent("sms-1")
    assert request == {
        "DestinationPhoneNumber": "+34600000001",
        "OriginationIdentity": "pool-1",
        "MessageBody": TEXT,
        "MessageType": "PROMOTIONAL",
        "Context": {"hilo": "r" * 400},
        "ConfigurationSetName": "hilo",
    }


@pytest.mark.parametrize("text", ["x" * (6 * 153 + 1), "’" + "x" * (6 * 67)])
def test_a_text_that_costs_too_much_is_not_sent(text: str) -> None:
    result, requests = sent(text)
    assert result == Released("too_many_segments")
    assert not requests


def fault(code: str, status: int = 400, **more: str) -> Answer:
    return status, json.dumps({"__type": code, "Message": "no", **more}).encode()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            fault("ConflictException", Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT"),
            Gone("opted_out"),
        ),
        (
            fault("ConflictException", Reason="NO_ORIGINATION_IDENTITIES_FOUND"),
            Released("ConflictException"),
        ),
        (fault("ThrottlingException"), Released("ThrottlingException", 60)),
        (fault("InternalServerException", 500), Unknown("InternalServerException")),
    ],
)
def test_what_a_refusal_says_about_the_number(answer: Answer, expected: SendResult) -> None:
    assert sent(TEXT, answer)[0] == expected


def test_a_channel_without_provider_sends_nothing() -> None:
    client, recorded = recording_client("pinpoint-sms-voice-v2", lambda _: TAKEN)
    message = Message("+34600000001", {"text": "t"}, reference="r")
    assert SmsSender(client).send(message, Providers()) == Released("not_configured")
    assert recorded.wire == 0
