"""WhatsApp: an approved template with all of its variables, by one valid request."""

import json

import pytest

from functions.domain.delivery.providers import Providers, WhatsAppProvider
from functions.ports.aws.whatsapp_sender import WhatsAppSender
from functions.ports.channel_sender import Message, Released, SendResult, Sent, Unknown
from tests.unit.ports.recording import Answer, recording_client

PROVIDERS = Providers(
    whatsapp=WhatsAppProvider("phone-number-id-0123456789abcdef", languages={"es": "es_MX"})
)
PARTS = {
    "name": "hilo_abandoned_cart_es",
    "variable_1": " Ana\n\tMaría    del Mar ",
    "variable_2": "",
    "variable_3": "https://l.example.com/l/x",
}
TAKEN = (200, json.dumps({"messageId": "wa-1"}).encode())


def sent(
    parts: dict[str, str], answer: Answer = TAKEN
) -> tuple[SendResult, list[dict[str, object]]]:
    client, recorded = recording_client("socialmessaging", lambda _: answer)
    message = Message("+34600000001", parts, reference="r" * 400, language="es")
    result = WhatsAppSender(client).send(message, PROVIDERS)
    assert recorded.wire <= 1
    return result, recorded.of("SendWhatsAppMessage")


def test_one_call_holds_the_template_and_its_variables() -> None:
    result, (request,) = sent(PARTS)
    assert result == Sent("wa-1")
    assert request["originationPhoneNumberId"] == "phone-number-id-0123456789abcdef"
    body = json.loads(request["message"])  # type: ignore[arg-type]
    assert body["to"] == "+34600000001"
    assert body["biz_opaque_callback_data"] == "r" * 400
    assert body["template"] == {
        "name": "hilo_abandoned_cart_es",
        "language": {"code": "es_MX"},
        "components": [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "Ana María del Mar"},
                    {"type": "text", "text": "-"},
                    {"type": "text", "text": "https://l.example.com/l/x"},
                ],
            }
        ],
    }


def test_a_template_without_name_is_not_sent() -> None:
    assert sent({"name": ""}) == (Released("no_template_name"), [])


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, "ThrottledRequestException", Released("ThrottledRequestException", 60)),
        (400, "InvalidParametersException", Released("InvalidParametersException")),
        (502, "DependencyException", Unknown("DependencyException")),
    ],
)
def test_what_a_failure_says(status: int, code: str, expected: SendResult) -> None:
    answer = status, json.dumps({"__type": code, "message": "no"}).encode()
    assert sent(PARTS, answer)[0] == expected


def test_a_channel_without_provider_sends_nothing() -> None:
    client, recorded = recording_client("socialmessaging", lambda _: TAKEN)
    message = Message("+34600000001", PARTS, reference="r")
    assert WhatsAppSender(client).send(message, Providers()) == Released("not_configured")
    assert recorded.wire == 0
