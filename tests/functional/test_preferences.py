"""What a customer wants: set by the shop, turned off by any page, and respected at once."""

from typing import Any

import pytest

from functions.domain.person import customer, visitor
from functions.domain.preferences import allows
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.lake import lake_lines
from tests.functional.stores import drain
from tests.functional.test_customers import DEVICE, read_customer, record
from tests.functional.test_identity import because

PREFERENCES = "/v1/customers/ana/preferences"
NO = {"consent": {"categoryPreferences": {"Personalization": False, "Advertising": True}}}
YES = {"consent": {"categoryPreferences": {"Personalization": True}}}


def view(message_id: str, item: str = "teapot", **more: Any) -> dict[str, Any]:
    seen = {"event": "Product Viewed", "properties": {"product_id": item}}
    return {"type": "track", "messageId": message_id, **seen, **more}


def unsubscribed(message_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "messageId": message_id, "event": "Unsubscribed", **more}


def test_who_never_answered_gets_no_messages(secret: TestClient) -> None:
    assert secret.get(PREFERENCES).json() == {
        "personalization": "on",
        "consent": {"email": False, "push": False, "sms": False, "whatsapp": False},
        "sources": {},
    }


def test_what_is_not_named_stays_and_who_set_it_is_kept(secret: TestClient, clock: Clock) -> None:
    secret.put(PREFERENCES, json={"consent": {"email": True, "sms": True}})
    clock.advance(hours=1)
    answer = secret.put(PREFERENCES, json={"consent": {"sms": False}, "personalization": "off"})
    body = answer.json()
    assert body == secret.get(PREFERENCES).json()
    assert body["consent"] == {"email": True, "push": False, "sms": False, "whatsapp": False}
    assert body["personalization"] == "off"
    assert body["sources"]["sms"]["at"] == clock.now
    assert body["sources"]["email"]["at"] == clock.now - 3_600_000
    assert body["sources"]["email"]["by"].startswith("key ")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"personalization": "perhaps"}, "personalization"),
        ({"consent": {"email": "yes"}}, "consent.email"),
        ({"consent": {"fax": True}}, "consent.fax"),
        ({"newsletter": True}, "newsletter"),
    ],
)
def test_a_preference_that_cannot_be(secret: TestClient, body: Any, field: str) -> None:
    answer = secret.put(PREFERENCES, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_page_neither_reads_nor_sets_them(publishable: TestClient) -> None:
    assert publishable.get(PREFERENCES).status_code == 403
    assert publishable.put(PREFERENCES, json={}).status_code == 403


def test_unsubscribing_turns_off_at_once_and_late_news_turns_nothing_back(
    secret: TestClient, clock: Clock
) -> None:
    secret.put(PREFERENCES, json={"consent": {"email": True, "sms": True}})
    clock.advance(hours=1)
    record(secret, unsubscribed("m1", userId="ana"))
    assert secret.get(PREFERENCES).json()["consent"]["email"] is False
    assert secret.get(PREFERENCES).json()["consent"]["sms"] is True
    clock.advance(hours=1)
    secret.put(PREFERENCES, json={"consent": {"email": True}})
    record(secret, unsubscribed("m2", userId="ana", timestamp="2025-01-01T12:30:00Z"))
    assert secret.get(PREFERENCES).json()["consent"]["email"] is True


def test_a_forged_unsubscribed_concerns_the_forgers_visitor_only(
    secret: TestClient, publishable: TestClient, services: LaptopServices
) -> None:
    secret.put(PREFERENCES, json={"consent": {"email": True}})
    record(publishable, unsubscribed("m1", userId="ana", anonymousId=DEVICE))
    assert secret.get(PREFERENCES).json()["consent"]["email"] is True
    theirs, _ = services.storage.preferences.get(visitor(DEVICE))
    assert set(theirs) == {"email"}
    assert not allows(theirs, "email")


@pytest.mark.usefixtures("learned")
def test_personalization_off_forgets_the_taste_at_once_and_learns_no_more(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    record(publishable, view("m1", anonymousId=DEVICE))
    identified = {"type": "identify", "messageId": "m2", "userId": "ana", "anonymousId": DEVICE}
    record(secret, identified)
    assert because(secret, user_id="ana") == {"teapot"}
    secret.put(PREFERENCES, json={"personalization": "off"})
    record(secret, view("m3", "grinder", userId="ana", context=YES))
    record(publishable, view("m4", "grinder", anonymousId=DEVICE, context=YES))
    assert because(secret, user_id="ana") == set()
    assert because(publishable, anonymous_id=DEVICE) == set()
    drain(services, engine)
    assert services.storage.profiles.get(customer("ana"))[0].interactions == ()
    learn = {line["message_id"]: line["learn"] for line in lake_lines(services)
             if line["message_id"] in {"m3", "m4"}}  # fmt: skip
    assert learn == {"m3": False, "m4": False}
    clock.advance(seconds=5)
    secret.put(PREFERENCES, json={"personalization": "on"})
    assert because(secret, user_id="ana") & {"teapot", "grinder"}


@pytest.mark.usefixtures("learned")
def test_a_visitor_who_does_not_agree_is_recorded_and_shown_what_is_popular(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    record(publishable, view("m1", anonymousId=DEVICE, context=YES))
    assert because(publishable, anonymous_id=DEVICE) == {"teapot"}
    clock.advance(seconds=5)
    record(publishable, view("m2", "grinder", anonymousId=DEVICE, context=NO))
    assert because(publishable, anonymous_id=DEVICE) == set()
    drain(services, engine)
    profile, _ = services.storage.profiles.get(visitor(DEVICE))
    assert (profile.interactions, profile.personal) == ((), False)
    learn = {line["message_id"]: line["learn"] for line in lake_lines(services)}
    assert (learn["m1"], learn["m2"]) == (True, False)
    clock.advance(seconds=5)
    record(publishable, view("m3", "cup", anonymousId=DEVICE, context=YES))
    drain(services, engine)
    assert because(publishable, anonymous_id=DEVICE) == {"cup"}


def test_a_visitors_no_is_not_their_customers(
    secret: TestClient, publishable: TestClient, services: LaptopServices
) -> None:
    record(secret, view("m1", userId="ana"))
    identified = {"type": "identify", "messageId": "m2", "userId": "ana", "anonymousId": DEVICE}
    record(secret, identified)
    record(publishable, view("m3", "grinder", anonymousId=DEVICE, context=NO))
    services.update_profiles.recompute(customer("ana"))
    profile, _ = services.storage.profiles.get(customer("ana"))
    assert [i.item_id for i in profile.interactions] == ["teapot"]
    assert "m3" in {event["message_id"] for event in read_customer(secret, "ana/events")["events"]}
