"""Push through SNS: the endpoint of a token, one publish, and tokens that are dead."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.domain.delivery.providers import Providers, PushProvider
from functions.ports.aws.push_sender import PushSender
from functions.ports.channel_sender import Gone, Message, Released, SendResult, Sent, Unknown
from tests.unit.ports.recording import Answer, recording_client

APPS = "arn:aws:sns:eu-west-1:123456789012:app"
PROVIDERS = Providers(push=PushProvider({"fcm": f"{APPS}/GCM/shop", "apns": f"{APPS}/APNS/shop"}))
MESSAGE = Message(
    "token-1",
    {"title": "El carrito", "body": "sigue aquí", "link": "https://l.example.com/l/x"},
    reference="ref",
    platform="fcm",
)
ENDPOINT = "arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/shop/1"


def xml(operation: str, inner: str) -> Answer:
    body = (
        f'<{operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
        f"<{operation}Result>{inner}</{operation}Result></{operation}Response>"
    )
    return 200, body.encode()


def fault(code: str, text: str = "no", status: int = 400) -> Answer:
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{text}</Message></Error>"
    return status, f"{body}</ErrorResponse>".encode()


ANSWERS = {
    "CreatePlatformEndpoint": xml(
        "CreatePlatformEndpoint", f"<EndpointArn>{ENDPOINT}</EndpointArn>"
    ),
    "SetEndpointAttributes": xml("SetEndpointAttributes", ""),
    "Publish": xml("Publish", "<MessageId>sns-1</MessageId>"),
}


def sent(
    message: Message = MESSAGE, **answers: Answer
) -> tuple[SendResult, list[dict[str, object]]]:
    client, recorded = recording_client("sns", lambda name: {**ANSWERS, **answers}[name])
    result = PushSender(client).send(message, PROVIDERS)
    return result, recorded.of("Publish")


def test_one_publish_holds_the_message_of_fcm() -> None:
    result, (request,) = sent()
    assert result == Sent("sns-1", ENDPOINT)
    assert request["TargetArn"] == ENDPOINT
    payload = json.loads(json.loads(str(request["Message"]))["GCM"])
    assert payload["fcmV1Message"]["message"] == {
        "notification": {"title": "El carrito", "body": "sigue aquí"},
        "data": {"hilo": "ref", "link": "https://l.example.com/l/x"},
    }


def test_one_publish_holds_the_message_of_apns() -> None:
    result, (request,) = sent(replace(MESSAGE, platform="apns"))
    assert result == Sent("sns-1", ENDPOINT)
    payload = json.loads(json.loads(str(request["Message"]))["APNS"])
    assert payload["aps"] == {"alert": {"title": "El carrito", "body": "sigue aquí"}}
    assert payload["link"] == "https://l.example.com/l/x"


def test_a_platform_without_application_is_not_configured() -> None:
    result, requests = sent(replace(MESSAGE, platform="web"))
    assert (result, requests) == (Released("not_configured"), [])


def test_a_message_that_no_platform_takes_is_not_sent() -> None:
    long = replace(MESSAGE, parts={"title": "t", "body": "é" * 2_001})
    assert sent(long) == (Released("too_long"), [])


@pytest.mark.parametrize(
    ("operation", "answer", "expected"),
    [
        ("Publish", fault("EndpointDisabled"), Gone("token_disabled")),
        ("Publish", fault("Throttled"), Released("Throttled", 60)),
        ("Publish", fault("InternalError", status=500), Unknown("InternalError")),
        ("Publish", ReadTimeoutError(endpoint_url="https://sns"), Unknown("ReadTimeoutError")),
        (
            "CreatePlatformEndpoint",
            fault("InvalidParameter", "Invalid parameter: Token Reason: iOS device tokens …"),
            Gone("no_token"),
        ),
        ("CreatePlatformEndpoint", fault("NotFound", status=404), Released("NotFound")),
        # Nothing was sent, whatever became of the endpoint.
        (
            "CreatePlatformEndpoint",
            fault("InternalError", status=500),
            Released("InternalError", 60),
        ),
        (
            "CreatePlatformEndpoint",
            ReadTimeoutError(endpoint_url="https://sns"),
            Released("ReadTimeoutError", 60),
        ),
    ],
)
def test_what_a_failure_says(operation: str, answer: Answer, expected: SendResult) -> None:
    answers: dict[str, Any] = {operation: answer}
    result, requests = sent(**answers)
    assert result == expected
    assert len(requests) == (1 if operation == "Publish" else 0)


def test_a_known_endpoint_is_used_by_one_call() -> None:
    client, recorded = recording_client("sns", ANSWERS.__getitem__)
    message = replace(MESSAGE, endpoint=ENDPOINT)
    assert PushSender(client).send(message, PROVIDERS) == Sent("sns-1")
    assert [name for name, _ in recorded.calls] == ["Publish"]


@pytest.mark.parametrize("endpoint", ["", ENDPOINT.replace("/shop/", "/shop2/")])
def test_an_endpoint_is_made_and_enabled_where_none_is_known(endpoint: str) -> None:
    client, recorded = recording_client("sns", ANSWERS.__getitem__)
    message = replace(MESSAGE, endpoint=endpoint)
    assert PushSender(client).send(message, PROVIDERS) == Sent("sns-1", ENDPOINT)
    made, enabled, _ = recorded.calls
    assert made[1]["Token"] == "token-1"
    assert enabled[1]["Attributes"] == {"Enabled": "true", "Token": "token-1"}


@pytest.mark.parametrize(
    "refusal",
    [
        fault("NotFound", status=404),
        fault(
            "InvalidParameter",
            "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
        ),
    ],
)
def test_an_endpoint_that_was_deleted_is_made_anew(refusal: Answer) -> None:
    answers = [refusal, ANSWERS["Publish"]]
    client, recorded = recording_client(
        "sns", lambda name: answers.pop(0) if name == "Publish" else ANSWERS[name]
    )
    message = replace(MESSAGE, endpoint=ENDPOINT)
    assert PushSender(client).send(message, PROVIDERS) == Sent("sns-1", ENDPOINT)
    assert len(recorded.of("Publish")) == 2, "the first one was refused for certain"
    result, _ = sent(message, Publish=refusal)
    assert result == Released("no_endpoint", 60), "no token is dropped for it"
