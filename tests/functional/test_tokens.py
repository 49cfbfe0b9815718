"""Several tokens in one call: each counts by itself."""

from typing import Any

import pytest

from functions.domain.person import customer
from functions.domain.visitor_token import sign
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

HOME = "/v1/recommendations?placement=home&user_id=ana"
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


@pytest.fixture
def good(services: LaptopServices, clock: Clock) -> str:
    return token_of("ana", services, clock)


@pytest.fixture
def expired(services: LaptopServices, clock: Clock) -> str:
    return token_of("ana", services, clock, for_s=-1)


def token_of(user_id: str, services: LaptopServices, clock: Clock, for_s: int = 60) -> str:
    secret = services.secrets.get(CURRENT)
    return sign(user_id, secret=secret, now_s=clock() // 1000, for_s=for_s)


def entry(**more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Product Viewed", "messageId": "m1", "userId": "ana",
            "anonymousId": VISITOR, "properties": {"sku": "tea"}, **more}  # fmt: skip


def are_hers(services: LaptopServices) -> bool:
    return bool(services.storage.events.newest(customer("ana"), "b", 5))


def test_an_expired_header_hides_no_good_token_of_the_context(
    publishable: TestClient, services: LaptopServices, good: str, expired: str
) -> None:
    body = entry(context={"hilo": {"token": good}})
    publishable.post("/v1/track", json=body, headers={HEADER: expired})
    assert are_hers(services)


def test_a_bad_token_of_an_entry_hides_no_good_one_of_the_batch(
    publishable: TestClient, services: LaptopServices, good: str, expired: str
) -> None:
    context = {"hilo": {"token": good}}
    body = {"batch": [entry(context={"hilo": {"token": expired}})], "context": context}
    publishable.post("/v1/batch", json=body)
    assert are_hers(services)


@pytest.mark.parametrize("joined", [True, False])
def test_a_second_header_counts_however_a_gateway_joins_them(
    publishable: TestClient, good: str, expired: str, joined: bool
) -> None:
    shown = [f"{expired},{good}"] if joined else [expired, good]
    headers = [*publishable.headers.items(), *((HEADER, each) for each in shown)]
    assert publishable.get(HOME, headers=headers).status_code == 200


@pytest.mark.parametrize("user_id", ["a\nb", "x" * 300, " \x00"])
def test_a_token_for_what_is_no_id_vouches_for_no_person(
    publishable: TestClient, services: LaptopServices, clock: Clock, user_id: str
) -> None:
    headers = {HEADER: token_of(user_id, services, clock)}
    home = publishable.get("/v1/recommendations?placement=home", headers=headers)
    assert home.status_code == 401


@pytest.mark.parametrize("token", ["\ud800", "\u00e9.\u00e9", "." * 5_000, "[" * 3_000, 7, {}])
def test_a_token_that_is_none_loses_no_event(
    publishable: TestClient, services: LaptopServices, token: Any
) -> None:
    import json  # noqa: PLC0415 the client's own JSON refuses what an attacker sends

    body = {"batch": [entry()], "context": {"hilo": {"token": token}}}
    answer = publishable.post("/v1/batch", content=json.dumps(body))
    assert answer.status_code in {200, 422}
    assert not are_hers(services)
