"""What @segment/analytics-next asks of its `cdnURL` before it sends anything."""

from dataclasses import replace

import pytest

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey, stored_key


@pytest.mark.parametrize(
    ("headers", "host", "protocol"),
    [
        ({}, "testserver/v1", "http"),
        ({"Host": "127.0.0.1:8000"}, "127.0.0.1:8000/v1", "http"),
    ],
)
def test_a_library_shall_send_where_it_asked(
    client: TestClient, issue_key: IssueKey, headers: dict[str, str], host: str, protocol: str
) -> None:
    key = issue_key("publishable")
    answer = client.get(f"/v1/projects/{key}/settings", headers=headers)
    ours = answer.json()["integrations"].pop("Segment.io")
    assert (ours["apiKey"], ours["apiHost"], ours["protocol"]) == (key, host, protocol)
    assert answer.json()["metrics"] == {"sampleRate": 0}, "nothing is told to Segment"
    assert answer.json()["remotePlugins"] == []


def test_over_https_it_sends_over_https(client: TestClient, issue_key: IssueKey) -> None:
    address = f"https://api.shop.example/v1/projects/{issue_key('publishable')}/settings"
    ours = client.get(address).json()["integrations"]["Segment.io"]
    assert (ours["apiHost"], ours["protocol"]) == ("api.shop.example/v1", "https")


def test_a_page_may_read_and_keep_it(client: TestClient, issue_key: IssueKey) -> None:
    address = f"/v1/projects/{issue_key('publishable')}/settings"
    answer = client.get(address, headers={"Origin": "https://shop.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("key", ["hk_none", "hk_000000000000_" + "A" * 43, "ñ", "%20"])
def test_a_key_that_is_none_has_no_settings(client: TestClient, key: str) -> None:
    answer = client.get(f"/v1/projects/{key}/settings", headers={"Origin": "https://a.example"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_a_revoked_key_has_none_either(
    client: TestClient, issue_key: IssueKey, services: LaptopServices
) -> None:
    key = issue_key("publishable")
    kept = stored_key(services, key.split("_")[1])
    services.storage.access_keys.put(replace(kept, revoked_at=1))
    assert client.get(f"/v1/projects/{key}/settings").status_code == 404


def test_a_foreign_page_is_refused(
    client: TestClient, issue_key: IssueKey, services: LaptopServices
) -> None:
    key = issue_key("publishable")
    kept = stored_key(services, key.split("_")[1])
    mine = frozenset({"https://shop.example"})
    services.storage.access_keys.put(replace(kept, origins=mine))
    foreign = {"Origin": "https://other.example"}
    answer = client.get(f"/v1/projects/{key}/settings", headers=foreign)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_secret_key_does_not_belong_in_an_address(
    client: TestClient, issue_key: IssueKey
) -> None:
    answer = client.get(f"/v1/projects/{issue_key('secret')}/settings")
    assert answer.status_code == 403
    assert "revoke" in answer.json()["detail"]
