import re
from base64 import b64encode
from dataclasses import replace

import pytest

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey, caller, stored_key

HOME = "/v1/recommendations?placement=home"
# A health check shows no key; the settings have it in their path.
OPEN = {
    "/v1/health/live",
    "/v1/health/ready",
    "/v1/projects/{key}/settings",
    "/v1/webhooks/shopify",
}


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer hk_000000000000_" + "A" * 43,
        "Basic !!",
        "Digest x",
        "Basic w7E6",
    ],
)
def test_every_route_asks_for_a_key(client: TestClient, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path in routes(client):
        answer = client.request(method, path, json={}, headers=headers)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert "WWW-Authenticate" in answer.headers


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Every operation of the OpenAPI page that is not open to all."""
    paths = client.get("/openapi.json").json()["paths"]
    assert paths.keys() >= OPEN
    return [
        (method, re.sub("{.*?}", "a", path))
        for path, operations in paths.items()
        for method in operations
        if path not in OPEN
    ]


def test_segments_clients_show_the_key_as_basic_user(
    client: TestClient, issue_key: IssueKey
) -> None:
    basic = b64encode(f"{issue_key('publishable')}:".encode()).decode()
    assert client.get(HOME, headers={"Authorization": f"Basic {basic}"}).status_code == 200


def test_a_publishable_key_does_not_write_the_catalogue(publishable: TestClient) -> None:
    assert publishable.put("/v1/items/a", json={}).status_code == 403
    assert publishable.put("/v1/items", json={"items": []}).status_code == 403


def test_a_publishable_key_reads_nothing_of_a_customer(publishable: TestClient) -> None:
    assert publishable.get(f"{HOME}&user_id=ana").status_code == 403


def test_a_secret_key_opens_its_own_scopes_only(client: TestClient, issue_key: IssueKey) -> None:
    key = issue_key("secret", frozenset({"catalog"}))
    assert caller(client, key).put("/v1/items", json={"items": []}).status_code == 200
    assert caller(client, key).get(HOME).status_code == 403


def test_a_revoked_key_is_refused_within_a_minute(
    client: TestClient, issue_key: IssueKey, services: LaptopServices, clock: Clock
) -> None:
    key = issue_key("publishable")
    assert caller(client, key).get(HOME).status_code == 200
    kept = stored_key(services, key.split("_")[1])
    services.storage.access_keys.put(replace(kept, revoked_at=clock()))
    clock.advance(seconds=60)
    assert caller(client, key).get(HOME).status_code == 401
