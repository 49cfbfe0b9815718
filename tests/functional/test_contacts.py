"""Contact data by the shop's key, push tokens, and the log of consent."""

from typing import Any

import pytest

from functions.domain.person import customer
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.test_customers import record

CONTACT = "/v1/customers/ana/contact"
TOKENS = "/v1/customers/ana/push-tokens"
PREFERENCES = "/v1/customers/ana/preferences"


def joined(secret: TestClient, user_id: str, previous: str) -> None:
    body = {"type": "alias", "messageId": f"{user_id}-{previous}", "userId": user_id}
    record(secret, {**body, "previousId": previous})


def token(token: str, **more: Any) -> dict[str, Any]:
    return {"token": token, "platform": "fcm", **more}


def addresses(secret: TestClient, user_id: str = "ana") -> tuple[Any, ...]:
    body = secret.get(f"/v1/customers/{user_id}/contact").json()
    found = [body[name] and body[name]["address"] for name in ("email", "phone")]
    return (*found, body["language"])


def test_contact_data_are_kept_in_one_form_and_changed_field_by_field(secret: TestClient) -> None:
    assert addresses(secret) == (None, None, None)
    secret.put(CONTACT, json={"email": " Ana+shop@Example.com", "phone": "0034 600 11 22 33"})
    answer = secret.put(CONTACT, json={"language": "es-MX"}).json()
    assert addresses(secret) == ("ana+shop@example.com", "+34600112233", "es-MX")
    assert answer["email"]["by"].startswith("key ")
    secret.put(CONTACT, json={"email": None})
    assert addresses(secret) == (None, "+34600112233", "es-MX")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "ana"}, "email"),
        ({"email": "ana@example.com, ben@example.com"}, "email"),
        ({"phone": "600 11 22 33"}, "phone"),
        ({"language": "spanish!"}, "language"),
        ({"fax": "1"}, "fax"),
    ],
)
def test_contact_data_that_cannot_be(secret: TestClient, body: Any, field: str) -> None:
    answer = secret.put(CONTACT, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_page_has_no_say_in_it(publishable: TestClient) -> None:
    assert publishable.get(CONTACT).status_code == 403
    assert publishable.put(CONTACT, json={"email": "x@example.com"}).status_code == 403
    assert publishable.put(TOKENS, json=token("t")).status_code == 403
    assert publishable.get("/v1/customers/ana/consents").status_code == 403


def test_an_address_of_a_joined_id_counts_until_a_newer_one_comes_and_can_be_removed(
    secret: TestClient,
) -> None:
    secret.put("/v1/customers/till-7/contact", json={"email": "guest@example.com", "phone": "+3461"
                                                    "0111111"})  # fmt: skip
    joined(secret, "ana", "till-7")
    assert addresses(secret)[:2] == ("guest@example.com", "+34610111111")
    secret.put(CONTACT, json={"email": "ana@example.com"})
    assert addresses(secret, "till-7")[:2] == ("ana@example.com", "+34610111111")
    secret.put(CONTACT, json={"email": None})
    assert addresses(secret)[:2] == (None, "+34610111111")


def test_a_push_token_is_seen_and_passes_to_the_next_person(
    secret: TestClient, clock: Clock
) -> None:
    secret.put(TOKENS, json=token("t1", last_seen=clock.now - 5_000))
    secret.put(TOKENS, json=token("t1", last_seen=clock.now - 9_000))
    secret.put(TOKENS, json=token("t2"))
    tokens = secret.get(CONTACT).json()["push_tokens"]
    assert [each["last_seen"] for each in tokens] == [clock.now, clock.now - 5_000]
    secret.put("/v1/customers/ben/push-tokens", json=token("t1"))
    (left,) = secret.get(CONTACT).json()["push_tokens"]
    (bens,) = secret.get("/v1/customers/ben/contact").json()["push_tokens"]
    assert left["token_id"] != bens["token_id"] == tokens[1]["token_id"]
    assert secret.delete(f"{TOKENS}/{bens['token_id']}").status_code == 404
    assert secret.delete(f"{TOKENS}/{left['token_id']}").status_code == 204
    assert secret.get(CONTACT).json()["push_tokens"] == []
    too_early = secret.put(TOKENS, json=token("t3", last_seen=clock.now + 3_600_000))
    assert too_early.status_code == 422


def test_the_devices_seen_longest_ago_are_dropped(secret: TestClient, clock: Clock) -> None:
    for number in range(22):
        secret.put(TOKENS, json=token(f"t{number}", last_seen=clock.now - number))
    seen = [each["last_seen"] for each in secret.get(CONTACT).json()["push_tokens"]]
    assert seen == [clock.now - number for number in range(20)]


def test_every_answer_is_logged_and_the_newest_holds(secret: TestClient, clock: Clock) -> None:
    yes = {"consent": {"email": True}, "wording": "2026-05"}
    secret.put(PREFERENCES, json=yes)
    secret.put(PREFERENCES, json=yes)
    clock.advance(hours=1)
    secret.put(PREFERENCES, json={"consent": {"email": False}})
    secret.put(PREFERENCES, json={**yes, "at": clock.now - 1_000})
    assert secret.get(PREFERENCES).json()["consent"]["email"] is False
    log = secret.get("/v1/customers/ana/consents").json()["answers"]
    assert [(each["value"], each["at"], each["wording"]) for each in log] == [
        (False, clock.now, None),
        (True, clock.now - 1_000, "2026-05"),
        (True, clock.now - 3_600_000, "2026-05"),
    ]
    too_early = secret.put(PREFERENCES, json={**yes, "at": clock.now + 3_600_000})
    assert too_early.status_code == 422


def test_an_erasure_forgets_addresses_and_keeps_them_suppressed(
    secret: TestClient, services: LaptopServices
) -> None:
    secret.put(CONTACT, json={"email": "ana@example.com"})
    secret.put(TOKENS, json=token("t1"))
    secret.put(PREFERENCES, json={"consent": {"email": True}})
    body = {"channel": "email", "addresses": ["ana@example.com"]}
    secret.post("/v1/suppressions", json=body).raise_for_status()
    secret.delete("/v1/customers/ana").raise_for_status()
    assert addresses(secret) == (None, None, None)
    assert secret.get("/v1/customers/ana/consents").json()["answers"] == []
    assert services.storage.push_tokens.owner(services.recipient_digest("push", "t1")) is None
    assert services.storage.push_tokens.all(customer("ana")) == []
    digest = services.recipient_digest("email", "ana@example.com")
    assert services.storage.recipients.get("email", digest).suppressed
    (line,) = secret.get("/v1/suppressions?channel=email").json()["suppressions"]
    assert (line["address"], line["address_id"]) == (None, digest)
