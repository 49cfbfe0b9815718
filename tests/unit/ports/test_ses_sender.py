"""E-mail through SES: one valid request, and what an answer says about the message."""

import email
import json
from email.message import EmailMessage
from email.policy import default

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from functions.domain.delivery.providers import EmailProvider, Providers
from functions.ports.aws.ses_sender import SesSender
from functions.ports.channel_sender import Message, Released, SendResult, Sent, Unknown
from functions.ports.raw_email import raw_email
from tests.unit.ports.recording import Answer, recording_client

PROVIDERS = Providers(email=EmailProvider("shop@example.com", "hilo"))
LINK = "https://links.example.com/u/" + "a" * 700
MESSAGE = Message(
    address="ana@example.com",
    parts={"subject": "Tu té te espera", "text": "Hola, Ana: 24,90 €", "html": "<p>Hola</p>" * 99},
    reference="r" * 400,
    sender_name="Té, «y» más",
    reply_to="help@example.com",
    headers={
        "List-Unsubscribe": f"<{LINK}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
)
TAKEN = (200, json.dumps({"MessageId": "ses-1"}).encode())


def sent(message: Message, answer: Answer = TAKEN) -> tuple[SendResult, list[dict[str, object]]]:
    client, recorded = recording_client("sesv2", lambda _: answer)
    result = SesSender(client).send(message, PROVIDERS)
    assert recorded.wire <= 1
    return result, recorded.of("SendEmail")


def parsed(request: dict[str, object]) -> EmailMessage:
    raw: bytes = request["Content"]["Raw"]["Data"]  # type: ignore[index]
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_one_call_holds_the_whole_message() -> None:
    result, (request,) = sent(MESSAGE)
    assert result == Sent("ses-1")
    assert request["ConfigurationSetName"] == "hilo"
    assert request["Destination"] == {"ToAddresses": ["ana@example.com"]}
    assert "".join(tag["Value"] for tag in request["EmailTags"]) == MESSAGE.reference  # type: ignore[attr-defined]
    found = parsed(request)
    assert found["Subject"] == "Tu té te espera"
    assert found["From"] == '"Té, «y» más" <shop@example.com>'
    assert found["Reply-To"] == "help@example.com"
    text, html = found.iter_parts()
    assert text.get_content().strip() == "Hola, Ana: 24,90 €"
    assert html.get_content().strip() == MESSAGE.parts["html"]


def test_one_click_unsubscription_stays_one_line() -> None:
    """RFC 8058: programs read the header as it is, so its link must not be encoded or folded."""
    _, (request,) = sent(MESSAGE)
    raw: bytes = request["Content"]["Raw"]["Data"]  # type: ignore[index]
    head = raw.split(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert f"List-Unsubscribe: <{LINK}>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert all(len(line) <= 998 for line in raw.decode("ascii").split("\r\n"))
    body = raw.split(b"\r\n\r\n", 1)[1]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: all@example.com", "a\nBcc: x@y.zz", "a\x00\x0bb\u2028c"]
)
def test_a_name_or_subject_adds_no_header(evil: str) -> None:
    message = Message(
        address="ana@example.com",
        parts={"subject": evil, "text": "t", "html": "h"},
        reference="r",
        sender_name=evil,
        headers={"List-Unsubscribe": evil},
    )
    _, (request,) = sent(message)
    found = parsed(request)
    names = ["From", "To", "Subject", "List-Unsubscribe", "MIME-Version", "Content-Type"]
    assert sorted(found.keys()) == sorted(names)
    assert found["To"] == "ana@example.com"


@pytest.mark.parametrize(
    "address",
    ["a@b.cc\r\nBcc: x@y.zz", "a@b.cc, x@y.zz", "ñ@example.com", "<a@b.cc>", "", "a b@c.d"],
)
def test_an_address_that_is_none_is_never_sent_to(address: str) -> None:
    result, requests = sent(
        Message(address, {"subject": "s", "text": "t", "html": "h"}, reference="r")
    )
    assert isinstance(result, Released)
    assert not requests


def test_a_channel_without_provider_sends_nothing() -> None:
    client, recorded = recording_client("sesv2", lambda _: TAKEN)
    assert SesSender(client).send(MESSAGE, Providers()) == Released("not_configured")
    assert recorded.wire == 0


def fault(status: int, code: str) -> Answer:
    return status, json.dumps({"__type": code, "message": "no"}).encode()


ENDPOINT = {"endpoint_url": "https://email.eu-west-1.amazonaws.com"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fault(429, "TooManyRequestsException"), Released),
        (fault(400, "BadRequestException"), Released),
        (fault(400, "MessageRejected"), Released),
        (fault(403, "AccessDeniedException"), Released),
        (fault(408, "RequestTimeout"), Unknown),
        (fault(500, "InternalFailure"), Unknown),
        (fault(503, "ServiceUnavailable"), Unknown),
        ((200, b"no json"), Unknown),
        ((200, b"{}"), Unknown),
        (ReadTimeoutError(**ENDPOINT), Unknown),
        (ConnectTimeoutError(**ENDPOINT), Released),
        (EndpointConnectionError(**ENDPOINT), Released),
    ],
)
def test_only_what_was_surely_not_sent_is_released(answer: Answer, kind: type) -> None:
    result, requests = sent(MESSAGE, answer)
    assert isinstance(result, kind)
    assert len(requests) == 1


def test_a_raw_email_is_ascii_whatever_it_says() -> None:
    parts = {"subject": "🫖" * 200, "text": "🫖\r\n.\r\nQUIT", "html": "🫖"}
    raw = raw_email(Message("a@b.cc", parts, reference="r"), "shop@example.com")
    assert raw.isascii()
    found = email.message_from_bytes(raw, policy=default)
    assert found["Subject"] == "🫖" * 200
