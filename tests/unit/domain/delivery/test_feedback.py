"""What events of each provider mean, in the shapes that their manuals show."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.delivery.feedback.events import reports_of
from functions.domain.delivery.feedback.report import Report, millis
from functions.domain.delivery.feedback.stop import asks_to_stop

NOW = 1_800_000_000_000
AT = "2026-11-28T12:00:00.000Z"
AT_MS = 1_795_867_200_000


def ses(kind: str, **parts: Any) -> dict[str, Any]:
    tags = {"ses:configuration-set": ["hilo"], "hilo_1": ["re"], "hilo_2": ["f"]}
    return {"eventType": kind, "mail": {"messageId": "m", "tags": tags}, **parts}


def bounce(kind: str) -> dict[str, Any]:
    recipients = [{"emailAddress": "Ana@Example.com", "action": "failed", "status": "5.1.1"}]
    found = {"bounceType": kind, "bouncedRecipients": recipients, "timestamp": AT}
    return ses("Bounce", bounce=found)


def complaint(kind: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "complainedRecipients": [{"emailAddress": "ana@example.com"}],
        "timestamp": AT,
    }
    return ses("Complaint", complaint=found | ({"complaintFeedbackType": kind} if kind else {}))


def whatsapp(**value: Any) -> dict[str, Any]:
    entry = {"id": "waba", "changes": [{"field": "messages", "value": value}]}
    return {"context": {}, "whatsAppWebhookEntry": json.dumps(entry), "messageId": "m"}


def status(kind: str, code: int = 0) -> dict[str, Any]:
    errors = {"errors": [{"code": code}]} if code else {}
    base = {"id": "wamid.1", "timestamp": "1795867200", "recipient_id": "34600000001"}
    return whatsapp(
        statuses=[{**base, "status": kind, "biz_opaque_callback_data": "ref", **errors}]
    )


HARD = {"suppresses": "hard_bounce"}
NUMBER = {"addresses": ("+34600000001",)}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            bounce("Permanent"),
            Report("email", AT_MS, "bounced", "ref", **HARD, addresses=("Ana@Example.com",)),  # type: ignore[arg-type]
        ),
        (bounce("Transient"), None),
        (bounce("Undetermined"), None),
        (
            complaint("abuse"),
            Report(
                "email",
                AT_MS,
                "complained",
                "ref",
                suppresses="complaint",
                addresses=("ana@example.com",),
            ),
        ),
        (complaint("not-spam"), None),
        (ses("Delivery", delivery={"timestamp": AT}), Report("email", AT_MS, "delivered", "ref")),
        (
            ses("Open", open={"timestamp": AT, "userAgent": "Mail/1"}),
            Report("email", AT_MS, "opened", "ref", user_agent="Mail/1"),
        ),
        (
            ses("Open", open={"timestamp": AT, "isMachineOpen": True}),
            Report("email", AT_MS, "opened", "ref", machine=True),
        ),
        (
            ses("Click", click={"timestamp": AT, "botDetected": "true", "link": "https://x"}),
            Report("email", AT_MS, "clicked", "ref", machine=True),
        ),
        (ses("Send", send={}), None),
        (ses("DeliveryDelay", deliveryDelay={"timestamp": AT}), None),
        (
            {"eventType": "TEXT_DELIVERED", "eventTimestamp": AT_MS, "context": {"hilo": "ref"}},
            Report("sms", AT_MS, "delivered", "ref"),
        ),
        (
            {
                "eventType": "TEXT_INVALID",
                "eventTimestamp": AT_MS,
                "destinationPhoneNumber": "+34600000001",
            },
            Report("sms", AT_MS, "bounced", **HARD, **NUMBER),  # type: ignore[arg-type]
        ),
        ({"eventType": "TEXT_CARRIER_UNREACHABLE", "eventTimestamp": AT_MS}, None),
        (
            {"originationNumber": "+34600000001", "messageBody": "¡BAJA!"},
            Report("sms", NOW, suppresses="stop", **NUMBER),  # type: ignore[arg-type]
        ),
        ({"originationNumber": "+34600000001", "messageBody": "¿Baja el precio?"}, None),
        (status("delivered"), Report("whatsapp", AT_MS, "delivered", "ref")),
        (status("read"), Report("whatsapp", AT_MS, "opened", "ref")),
        (status("failed", 131_000), None),
        (
            status("failed", 131_026),
            Report("whatsapp", AT_MS, "bounced", "ref", **HARD, **NUMBER),  # type: ignore[arg-type]
        ),
        (
            status("failed", 131_050),
            Report("whatsapp", AT_MS, "unsubscribed", "ref", suppresses="stop", **NUMBER),  # type: ignore[arg-type]
        ),
        (
            whatsapp(messages=[{"from": "34600000001", "text": {"body": "alto, por favor"}}]),
            Report("whatsapp", NOW, suppresses="stop", **NUMBER),  # type: ignore[arg-type]
        ),
        (
            whatsapp(messages=[{"from": "34600000001", "button": {"text": "Baja"}}]),
            Report("whatsapp", NOW, suppresses="stop", **NUMBER),  # type: ignore[arg-type]
        ),
        (
            whatsapp(user_preferences=[{"wa_id": "34600000001", "value": "stop"}]),
            Report("whatsapp", NOW, suppresses="stop", **NUMBER),  # type: ignore[arg-type]
        ),
        (
            {"EndpointArn": "arn:1", "FailureType": "InvalidPlatformToken", "Service": "SNS"},
            Report("push", NOW, endpoint="arn:1"),
        ),
        ({"EndpointArn": "arn:1", "FailureType": "PlatformUnavailable", "Service": "SNS"}, None),
    ],
)
def test_an_event_means_one_thing(event: dict[str, Any], expected: Report | None) -> None:
    assert reports_of(event, now=NOW) == ([expected] if expected else [])


def test_an_event_of_no_provider_is_refused() -> None:
    with pytest.raises(ValueError, match="no provider"):
        reports_of({"hello": 1}, now=NOW)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=8,
)
NAMES = [
    "eventType", "mail", "bounce", "open", "tags", "timestamp", "messageBody", "context",
    "EndpointArn", "FailureType",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), ANY))
def test_any_event_is_read_or_refused(event: dict[str, Any]) -> None:
    try:
        found = reports_of(event, now=NOW)
    except ValueError:
        return
    assert all(0 < each.at <= NOW for each in found)


@pytest.mark.parametrize("value", [None, "soon", "9" * 40, -1, 0, "2999-01-01T00:00:00Z", True])
def test_a_time_that_cannot_be_is_now(value: Any) -> None:
    assert millis(value, now=NOW) == NOW


@pytest.mark.parametrize(
    "answer",
    ["STOP", "Stop.", "stop texting me", "STOPALL", "opt out", "BAJA", "Alto", "Párar", "cancelar",
     "No más, gracias", "quiero darme de baja", "DETÉN", "ＳＴＯＰ", "unsubscribe me please"],
)  # fmt: skip
def test_these_end_messages(answer: str) -> None:
    assert asks_to_stop(answer)


@pytest.mark.parametrize(
    "answer",
    ["", "👍", "gracias", "baja de precio", "alto contraste", "START", "don't stop", "¿para qué?",
     "stop " + "word " * 9, "hola", "para el sábado"],
)  # fmt: skip
def test_these_do_not(answer: str) -> None:
    assert not asks_to_stop(answer)
