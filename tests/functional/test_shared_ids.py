"""An id that more than 50 devices share within a day identifies no one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.wired import later_wiring

FRONT = "store-front"


def device(n: int) -> str:
    return str(UUID(int=n + (1 << 100), version=4))


def send(secret: TestClient, **entry: Any) -> Any:
    kind = entry.pop("type", "identify")
    answer = secret.post(f"/v1/{kind}", json=entry)
    assert answer.status_code == 200, answer.text
    return answer.json()


def linked(secret: TestClient, user_id: str) -> int:
    return len(later_wiring(secret).timeline.names(user_id).linked)


def apart(secret: TestClient) -> list[tuple[str, str]]:
    found = secret.get("/v1/intake/quality").json()["set_apart"]
    return [(each["kind"], each["id"]) for each in found]


def test_fifty_devices_in_a_day_are_one_person_and_fifty_one_are_none(secret: TestClient) -> None:
    for n in range(50):
        assert send(secret, userId=FRONT, anonymousId=device(n))["warnings"] == []
    assert (linked(secret, FRONT), apart(secret)) == (50, [])
    answer = send(secret, userId=FRONT, anonymousId=device(50))
    assert answer["accepted"] == 1
    assert [w["field"] for w in answer["warnings"]] == ["userId"]
    assert (linked(secret, FRONT), apart(secret)) == (0, [("customer", FRONT)])


def test_devices_of_many_days_are_one_person(secret: TestClient, clock: Clock) -> None:
    for n in range(70):
        send(secret, userId=FRONT, anonymousId=device(n))
        clock.advance(hours=1)
    assert apart(secret) == []


@pytest.fixture
def shared(secret: TestClient) -> TestClient:
    for n in range(51):
        send(secret, userId=FRONT, anonymousId=device(n))
    return secret


def test_events_of_a_shared_id_are_kept_apart_from_one_another(shared: TestClient) -> None:
    cup: dict[str, Any] = {"type": "track", "event": "Product Added"}
    cup["properties"] = {"sku": "cup"}
    answer = send(shared, **cup, userId=FRONT, anonymousId=device(7))
    assert [(w["field"], answer["accepted"]) for w in answer["warnings"]] == [("userId", 1)]
    assert send(shared, **cup, userId=FRONT)["accepted"] == 1
    assert shared.get(f"/v1/customers/{FRONT}/cart").json()["items"] == []
    (line,) = shared.get(f"/v1/visitors/{device(7)}/cart").json()["items"]
    assert line["item_id"] == "cup"


def test_nothing_more_is_linked_until_it_is_released(shared: TestClient, clock: Clock) -> None:
    clock.advance(hours=48)
    send(shared, userId=FRONT, anonymousId=device(99))
    assert linked(shared, FRONT) == 0
    released = shared.delete(f"/v1/intake/set-apart?kind=customer&id={FRONT}")
    assert released.status_code == 204
    assert shared.delete(f"/v1/intake/set-apart?kind=customer&id={FRONT}").status_code == 404
    send(shared, userId=FRONT, anonymousId=device(99))
    assert (linked(shared, FRONT), apart(shared)) == (1, [])


def test_a_device_of_too_many_people_is_set_apart(secret: TestClient) -> None:
    for n in range(51):
        answer = send(secret, userId=f"u{n}", anonymousId="kiosk")
    assert [w["field"] for w in answer["warnings"]] == ["userId"]
    assert (apart(secret), linked(secret, "u50")) == ([("visitor", "kiosk")], 0)
    answer = send(secret, userId="u51", anonymousId="kiosk")
    assert [w["field"] for w in answer["warnings"]] == ["anonymousId"]
    assert linked(secret, "u51") == 0


def test_a_card_of_too_many_people_is_set_apart(secret: TestClient) -> None:
    card = {"externalIds": [{"type": "card", "id": "4711"}]}
    for n in range(53):
        send(secret, type="track", event="Store Visited", userId=f"u{n}", context=card)
    ((kind, name),) = apart(secret)
    assert kind == "visitor"
    assert "4711" not in name
    assert [linked(secret, f"u{n}") for n in (49, 50, 52)] == [1, 0, 0]


def test_devices_that_race_end_apart(secret: TestClient) -> None:
    with ThreadPoolExecutor(8) as pool:
        calls = [{"userId": FRONT, "anonymousId": device(n)} for n in range(60)]
        list(pool.map(lambda call: secret.post("/v1/identify", json=call), calls))
    for call in calls:
        send(secret, **call)
    assert (linked(secret, FRONT), apart(secret)) == (0, [("customer", FRONT)])


def test_a_publishable_key_reads_no_shared_ids_and_releases_none(
    publishable: TestClient,
) -> None:
    assert publishable.get("/v1/intake/quality").status_code == 403
    answer = publishable.delete("/v1/intake/set-apart?kind=customer&id=x")
    assert answer.status_code == 403
