"""What providers report: outcomes of nudges, suppressed addresses, and reports that lie."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.delivery.reports_wiring import process_feedback
from functions.domain.nudges.nudge import NudgeId
from functions.services.nudges.signed_links.wiring import link_signer
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

TOPIC = "arn:aws:sns:eu-west-1:123456789012:feedback"


class Provider:
    """Reports of one provider about the nudge that the shop handed over to `ana`."""

    def __init__(self, shop: Shop, clock: Clock) -> None:
        services = shop.services
        object.__setattr__(services, "settings", services.settings.model_copy(
            update={"feedback_topic": TOPIC}
        ))  # fmt: skip
        self._process = process_feedback(services)
        self._services = services
        self._clock = clock
        shop.track("Product Added", "teapot")
        clock.advance(hours=2)
        shop.sweep()
        (leased,) = shop.lease()["nudges"]
        self.nudge_id = NudgeId.from_text(leased["nudge_id"])
        (self.nudge,) = services.storage.nudges.find([self.nudge_id]).values()
        self.reference = link_signer(services).sign("feedback", self.nudge, now=services.clock())

    def reports(self, event: dict[str, Any], topic: str = TOPIC, **more: str) -> bool:
        """Whether the function took an event."""
        envelope = {"Type": "Notification", "TopicArn": topic, "Message": json.dumps(event), **more}
        record = {"messageId": "m1", "body": json.dumps(envelope)}
        return self._process({"Records": [record]}) == {"batchItemFailures": []}

    def ses(self, kind: str, reference: str | None = None, **fields: Any) -> dict[str, Any]:
        at = datetime.fromtimestamp(self._services.clock() / 1000, UTC).isoformat()
        text = self.reference if reference is None else reference
        tags = {"hilo_1": [text[:250]], **({"hilo_2": [text[250:]]} if text[250:] else {})}
        return {
            "eventType": kind,
            "mail": {"tags": tags if text else {}},
            kind.lower(): {"timestamp": at, **fields},
        }

    def answers(self) -> list[tuple[str, bool]]:
        found = self._services.storage.nudge_answers.find(self.nudge_id)
        return [(each.outcome, each.machine) for each in found]


def bounced(address: str = "ana@example.com") -> dict[str, Any]:
    return {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]}


def complained(address: str = "ana@example.com") -> dict[str, Any]:
    return {"complainedRecipients": [{"emailAddress": address}]}


@pytest.fixture
def provider(shop: Shop, clock: Clock, secret: TestClient) -> Provider:
    body = {"email": "ana@example.com", "phone": "+34600000001"}
    secret.put("/v1/customers/ana/contact", json=body).raise_for_status()
    return Provider(shop, clock)


def suppressed(shop: Shop, channel: str = "email") -> list[tuple[str | None, str]]:
    page = shop.api.get("/v1/suppressions", params={"channel": channel}).json()
    return [(each["address"], each["reason"]) for each in page["suppressions"]]


def consent(shop: Shop) -> bool:
    found = shop.api.get("/v1/customers/ana/preferences").json()["consent"]["email"]
    return bool(found["value"] if isinstance(found, dict) else found)


@pytest.mark.parametrize(
    ("kind", "fields", "outcome", "reason"),
    [
        ("Bounce", bounced("ANA@Example.com"), "bounced", "hard_bounce"),
        ("Complaint", complained(), "complained", "complaint"),
    ],
)
def test_bounces_and_complaints_act_at_once_and_once(
    shop: Shop, provider: Provider, kind: str, fields: dict[str, Any], outcome: str, reason: str
) -> None:
    event = provider.ses(kind, **fields)
    assert provider.reports(event)
    assert provider.reports(event)
    assert suppressed(shop) == [("ana@example.com", reason)]
    assert not consent(shop)
    assert provider.answers() == [(outcome, False)]
    assert shop.decided()[-1][2:] == ("sent", f"outcome {outcome}")


def test_soft_bounces_and_not_spam_turn_nothing_off(shop: Shop, provider: Provider) -> None:
    soft = {**bounced(), "bounceType": "Transient"}
    assert provider.reports(provider.ses("Bounce", **soft))
    fine = {**complained(), "complaintFeedbackType": "not-spam"}
    assert provider.reports(provider.ses("Complaint", **fine))
    assert suppressed(shop) == []
    assert consent(shop)
    assert provider.answers() == []


def test_machines_are_marked_and_count_for_nothing(
    shop: Shop, provider: Provider, clock: Clock
) -> None:
    clock.advance(seconds=60)
    provider.reports(provider.ses("Delivery"))
    clock.advance(seconds=1)
    provider.reports(provider.ses("Click", userAgent="Firefox"))  # 1 s after the delivery
    clock.advance(seconds=60)
    provider.reports(provider.ses("Open", userAgent="Mozilla/5.0"))  # Apple's proxy
    clock.advance(seconds=60)
    provider.reports(provider.ses("Open", userAgent="Firefox", isMachineOpen=True))
    clock.advance(seconds=60)
    provider.reports(provider.ses("Click", userAgent="Firefox"))
    assert sorted(provider.answers()) == [
        ("clicked", False),
        ("clicked", True),
        ("delivered", False),
        ("opened", True),
    ]


def test_a_forged_reference_does_nothing(shop: Shop, provider: Provider, clock: Clock) -> None:
    """Neither one that was changed, nor a link of the message used as one."""
    link = link_signer(shop.services).sign("unsubscribe", provider.nudge, now=clock())
    changed = provider.reference[:-2] + ("AA" if provider.reference[-2:] != "AA" else "BB")
    for reference in (link, changed, "x", "../../etc"):
        assert provider.reports(provider.ses("Bounce", reference, **bounced()))
    assert suppressed(shop) == []
    assert provider.answers() == []


def test_a_reference_of_one_person_suppresses_no_address_of_another(
    shop: Shop, provider: Provider
) -> None:
    assert provider.reports(provider.ses("Complaint", **complained("bea@example.com")))
    # The report turns off ana's channel, whose message it is about; bea's address stays.
    assert suppressed(shop) == [("ana@example.com", "complaint")]


def test_a_report_of_another_channel_does_nothing(shop: Shop, provider: Provider) -> None:
    event = {"eventType": "TEXT_INVALID", "context": {"hilo": provider.reference}}
    assert provider.reports({**event, "destinationPhoneNumber": "+34600000001"})
    assert suppressed(shop, "sms") == []


def test_another_topic_is_refused(shop: Shop, provider: Provider) -> None:
    assert not provider.reports(provider.ses("Bounce", **bounced()), topic=f"{TOPIC}2")
    assert suppressed(shop) == []


@pytest.mark.parametrize("answer", ["STOP", "Baja", "alto"])
def test_a_stop_turns_off_the_number(shop: Shop, provider: Provider, answer: str) -> None:
    event = {"originationNumber": "+34600000001", "messageBody": answer}
    assert provider.reports(event)
    assert suppressed(shop, "sms") == [("+34600000001", "stop")]
    assert suppressed(shop, "whatsapp") == []


def test_what_comes_after_an_erasure_keeps_no_address(shop: Shop, provider: Provider) -> None:
    shop.api.delete("/v1/customers/ana").raise_for_status()
    assert provider.reports(provider.ses("Bounce", **bounced()))
    assert suppressed(shop) == [(None, "hard_bounce")]
    assert shop.services.storage.nudges.find([provider.nudge_id]) == {}
    assert shop.decided() == []


def test_a_bounce_of_another_systems_mail_suppresses(shop: Shop, provider: Provider) -> None:
    assert provider.reports(provider.ses("Bounce", "", **bounced("bea@example.com")))
    assert suppressed(shop) == [("bea@example.com", "hard_bounce")]


def test_a_dead_device_loses_its_token(
    shop: Shop, provider: Provider, services: LaptopServices
) -> None:
    path = "/v1/customers/ana/push-tokens"
    for token in ("t1", "t2"):
        body = {"token": token, "platform": "fcm"}
        shop.api.put(path, json=body).raise_for_status()

    class Endpoints:
        def token_of(self, endpoint: str) -> str | None:
            return {"arn:1": "t1", "arn:2": "never registered"}.get(endpoint)

    services.push_endpoints = Endpoints()
    process = process_feedback(services)
    for arn in ("arn:1", "arn:1", "arn:2", "arn:3"):
        event = {"EndpointArn": arn, "FailureType": "InvalidPlatformToken"}
        envelope = {"TopicArn": TOPIC, "Message": json.dumps(event)}
        record = {"messageId": "m", "body": json.dumps(envelope)}
        assert process({"Records": [record]}) == {"batchItemFailures": []}
    contact = shop.api.get("/v1/customers/ana/contact").json()
    assert len(contact["push_tokens"]) == 1


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"TopicArn": 1}', '"x"'])
def test_what_cannot_be_read_comes_again(provider: Provider, body: str, shop: Shop) -> None:
    process = process_feedback(shop.services)
    good = {"TopicArn": TOPIC, "Message": json.dumps(provider.ses("Delivery"))}
    records = [
        {"messageId": "bad", "body": body},
        {"messageId": "good", "body": json.dumps(good)},
    ]
    answer = process({"Records": records})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert provider.answers() == [("delivered", False)]


STOPPED = {
    "originationNumber": "+34600000001",
    "destinationNumber": "+34910000000",
    "messageKeyword": "KEYWORD_123456789012",
    "messageBody": "BAJA",
    "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
    "previousPublishedMessageId": "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY",
}


def texted(shop: Shop, clock: Clock) -> str:
    """Let `bea` get a text message; its nudge. She has the number that `ana` has, too."""
    phone = {"phone": STOPPED["originationNumber"]}
    shop.api.put("/v1/customers/bea/contact", json=phone).raise_for_status()
    shop.consents("bea", "sms")
    shop.consents("ana", "sms")
    shop.track("Product Added", "kettle", userId="bea")
    clock.advance(hours=2)
    shop.sweep()
    (leased,) = shop.lease("sms")["nudges"]
    nudge_id: str = leased["nudge_id"]
    return nudge_id


def agrees_to(shop: Shop, channel: str, user_id: str = "bea") -> bool:
    found = shop.api.get(f"/v1/customers/{user_id}/preferences").json()["consent"]
    return bool(found[channel])


def test_a_stop_turns_the_channel_off_for_the_person_who_got_the_text(
    shop: Shop, provider: Provider, clock: Clock
) -> None:
    texted(shop, clock)
    shop.consents("bea", "whatsapp")
    assert agrees_to(shop, "sms")
    for _ in range(2):
        assert provider.reports(STOPPED)
    assert not agrees_to(shop, "sms")
    assert agrees_to(shop, "whatsapp"), "it was an answer to a text message"
    assert agrees_to(shop, "sms", "ana"), "the text was none of hers; her number gets no more"
    assert suppressed(shop, "sms") == [("+34600000001", "stop")]
    assert shop.decided("bea")[-1][2:] == ("sent", "outcome unsubscribed")


def test_a_stop_from_a_number_that_has_another_owner_now_is_not_the_first_ones(
    shop: Shop, provider: Provider, clock: Clock
) -> None:
    texted(shop, clock)
    path = "/v1/customers/bea/contact"
    shop.api.put(path, json={"phone": "+34600000002"}).raise_for_status()
    assert provider.reports(STOPPED)
    assert agrees_to(shop, "sms")
    assert suppressed(shop, "sms") == [("+34600000001", "stop")]


def test_a_stop_that_comes_late_does_not_undo_a_newer_yes(
    shop: Shop, provider: Provider, clock: Clock
) -> None:
    texted(shop, clock)
    at = datetime.fromtimestamp(clock() / 1000, UTC).isoformat()
    clock.advance(hours=1)
    shop.consents("bea", "sms")
    assert provider.reports(STOPPED, Timestamp=at)
    assert agrees_to(shop, "sms")


def test_an_erasure_leaves_nothing_of_the_person_with_the_number(
    shop: Shop, provider: Provider, clock: Clock, services: LaptopServices
) -> None:
    nudge = NudgeId.from_text(texted(shop, clock))
    (row,) = services.storage.nudges.find([nudge]).values()
    assert services.storage.recipients.get("sms", row.recipient or "").last_nudge == nudge
    shop.api.delete("/v1/customers/bea").raise_for_status()
    left = services.storage.recipients.get("sms", row.recipient or "")
    assert (left.last_nudge, len(left.sends)) == (None, 1)
    assert provider.reports(STOPPED)
    assert shop.decided("bea") == []
    assert not agrees_to(shop, "sms")
