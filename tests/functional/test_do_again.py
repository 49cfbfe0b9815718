"""A call that is sent again, late or all at once changes nothing that it should not."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from functions.domain.person import customer, visitor
from functions.domain.traits import MAX_BYTES, MAX_TRAITS
from functions.domain.visitor_token import sign
from functions.schemas.limits import MAX_TRAITS_BYTES
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock


def device(number: int) -> str:
    return str(UUID(int=number + 1, version=4))


def identify(user_id: str, number: int, **more: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user_id, "anonymousId": device(number), **more}


def sent(client: TestClient, *entries: dict[str, Any]) -> Any:
    answer = client.post("/v1/batch", json={"batch": list(entries)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["rejected"] == []
    return answer.json()


def as_shopper(client: TestClient, services: LaptopServices, user_id: str, **body: Any) -> Any:
    secret, now_s = services.secrets.get(CURRENT), services.clock() // 1000
    headers = {HEADER: sign(user_id, secret=secret, now_s=now_s)}
    answer = client.post("/v1/identify", json={"userId": user_id, **body}, headers=headers)
    assert answer.status_code == 200, answer.text


def test_many_identifies_of_one_user_in_one_call(
    secret: TestClient, services: LaptopServices
) -> None:
    entries = [identify("ana", n, traits={f"t{n}": n}) for n in range(30)]
    sent(secret, *entries)
    names = services.storage.identity.names("ana")
    assert {each.id for each in names.devices} == {device(n) for n in range(30)}
    traits = secret.get("/v1/customers/ana").json()["traits"]
    assert traits == {f"t{n}": n for n in range(30)}


def test_many_calls_of_one_user_at_once(secret: TestClient, services: LaptopServices) -> None:
    def call(number: int) -> int:
        entry = identify("ana", number, traits={f"t{number}": number})
        return secret.post("/v1/batch", json={"batch": [entry]}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(call, range(16))) == {200}
    assert len(services.storage.identity.names("ana").devices) == 16
    assert len(secret.get("/v1/customers/ana").json()["traits"]) == 16


def test_of_equal_times_the_position_in_the_call_decides(secret: TestClient) -> None:
    at = {"timestamp": "2025-01-01T11:00:00Z"}
    entries = [identify("ana", 1, traits={"city": str(n)}, **at) for n in range(20)]
    sent(secret, *entries)
    assert secret.get("/v1/customers/ana").json()["traits"] == {"city": "19"}


LATE = "2024-06-01T00:00:00Z"


@pytest.mark.parametrize(
    "how", [{}, {"timestamp": "2030-01-01T00:00:00Z"}, {"sentAt": LATE, "timestamp": LATE}]
)
def test_an_old_body_sent_again_changes_nothing(
    secret: TestClient, clock: Clock, how: dict[str, str]
) -> None:
    """Whatever its clock says, it happened when it was received first."""
    old = identify("ana", 1, traits={"city": "Lima"}, messageId="m1", **how)
    sent(secret, old)
    clock.advance(hours=1)
    sent(secret, identify("ana", 1, traits={"city": "Quito"}, messageId="m2"))
    clock.advance(hours=1)
    sent(secret, old)
    assert secret.get("/v1/customers/ana").json()["traits"] == {"city": "Quito"}


def test_an_old_unsubscribe_sent_again_does_not_undo_a_later_yes(
    secret: TestClient, clock: Clock
) -> None:
    old = {"type": "track", "userId": "ana", "event": "Unsubscribed", "messageId": "m1"}
    sent(secret, old)
    clock.advance(hours=1)
    path = "/v1/customers/ana/preferences"
    secret.put(path, json={"consent": {"email": True}}).raise_for_status()
    clock.advance(hours=1)
    sent(secret, old)
    assert secret.get(path).json()["consent"]["email"]


def test_an_old_identify_sent_again_does_not_take_the_device_back(
    publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    body = {"anonymousId": device(1), "messageId": "m1"}
    as_shopper(publishable, services, "ana", **body)
    clock.advance(hours=1)
    as_shopper(publishable, services, "bea", anonymousId=device(1), messageId="m2")
    clock.advance(hours=1)
    as_shopper(publishable, services, "ana", **body)
    owners = services.storage.identity.owners_of(visitor(device(1)))
    assert [link.user_id for link in owners] == ["ana", "bea"]


def test_traits_of_an_event_have_a_bound_that_the_answer_names(secret: TestClient) -> None:
    body = {"userId": "ana", "traits": {"note": "x" * MAX_TRAITS_BYTES}}
    answer = secret.post("/v1/identify", json=body)
    assert answer.status_code == 200
    (warning,) = answer.json()["warnings"]
    assert warning["field"] == "traits"
    assert str(MAX_TRAITS_BYTES) in warning["reason"]
    assert secret.get("/v1/customers/ana").json()["traits"] == {}


def test_traits_never_grow_past_a_row(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    for call in range(12):
        clock.advance(seconds=1)
        long = {f"t{call}-{n}": f"{call}-{n}" * 100 for n in range(20)}
        sent(secret, identify("ana", 1, traits=long, messageId=f"m{call}"))
    traits, rev = services.storage.traits.get(customer("ana"))
    assert len(traits) <= MAX_TRAITS
    assert len(str({name: value for name, (value, _) in traits.items()})) < 1.2 * MAX_BYTES
    assert "t11-19" in traits
    sent(secret, identify("ana", 1, traits=long, messageId="m11"))
    assert services.storage.traits.get(customer("ana"))[1] == rev
