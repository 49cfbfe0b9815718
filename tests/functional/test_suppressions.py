"""The list of addresses that get nothing: imported, exported, released."""

from typing import Any

import pytest

from local.services import LaptopServices
from tests.app_client import TestClient

PATH = "/v1/suppressions"


def test_a_list_is_imported_exported_and_released(
    secret: TestClient, services: LaptopServices
) -> None:
    addresses = [f"Person{number}@Example.com" for number in range(130)]
    answer = secret.post(
        PATH, json={"channel": "email", "addresses": [*addresses, "no address", addresses[0]]}
    ).json()
    assert answer["accepted"] == 131
    assert [each["index"] for each in answer["rejected"]] == [130]
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = secret.get(PATH, params={"channel": "email", "limit": 50, **more}).json()
        found += page["suppressions"]
        cursor = page["cursor"]
    assert {each["address"] for each in found} == {each.lower() for each in addresses}
    assert len(found) == 130
    assert {each["reason"] for each in found} == {"imported"}
    one = {"channel": "email", "addresses": ["PERSON7@example.com"]}
    assert secret.post(f"{PATH}/release", json=one).json()["accepted"] == 1
    digest = services.recipient_digest("email", "person7@example.com")
    assert not services.storage.recipients.get("email", digest).suppressed
    assert len(secret.get(PATH, params={"channel": "email"}).json()["suppressions"]) == 129
    assert secret.get(PATH, params={"channel": "sms"}).json()["suppressions"] == []


@pytest.mark.parametrize("cursor", ["x", "16.a", "-1.a", "3.", "٣.a", "3"])
def test_a_cursor_that_no_page_gave(secret: TestClient, cursor: str) -> None:
    assert secret.get(PATH, params={"channel": "email", "cursor": cursor}).status_code == 422


def test_a_page_of_the_shop_may_neither_read_nor_write_it(publishable: TestClient) -> None:
    assert publishable.get(PATH, params={"channel": "email"}).status_code == 403
    body = {"channel": "email", "addresses": ["ana@example.com"]}
    assert publishable.post(PATH, json=body).status_code == 403
    assert publishable.post(f"{PATH}/release", json=body).status_code == 403
