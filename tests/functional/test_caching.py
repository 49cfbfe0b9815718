"""No answer is kept on its way, but the ones that are named here."""

from typing import Any

import pytest

from functions.api.caching import KEPT
from functions.api.routes.projects import SETTINGS
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey
from tests.functional.test_auth import routes

PRIVATE = "private, no-store"
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


@pytest.mark.parametrize("kind", ["secret", "publishable", None])
def test_no_answer_of_any_route_is_kept(client: TestClient, issue_key: IssueKey, kind: Any) -> None:
    headers = {"Authorization": f"Bearer {issue_key(kind)}"} if kind else {}
    for method, path in routes(client):
        for way in (method, "head", "put" if method == "get" else "get"):
            answer = client.request(way, path, json={} if way == method else None, headers=headers)
            assert answer.headers.get("cache-control") == PRIVATE, (way, path, answer.status_code)


def test_an_answer_with_content_is_private(secret: TestClient, publishable: TestClient) -> None:
    entry = {"event": "Product Added", "userId": "ana", "messageId": "m", "anonymousId": VISITOR,
             "properties": {"sku": "tea"}}  # fmt: skip
    assert secret.post("/v1/track", json=entry).status_code == 200
    key = secret.post("/v1/keys", json={"kind": "secret"})
    answers = [
        key,
        secret.post(f"/v1/keys/{key.json()['id']}/rotate"),
        secret.post("/v1/visitor-token-keys/rotate"),
        secret.get("/v1/keys"),
        secret.get("/v1/customers/ana"),
        secret.get("/v1/customers/ana/events"),
        secret.get("/v1/customers/ana/cart"),
        secret.get("/v1/customers/ana/wishlist"),
        secret.get("/v1/customers/ana/orders"),
        secret.get("/v1/customers/ana/preferences"),
        secret.put("/v1/customers/ana/preferences", json={"personalization": "off"}),
        publishable.get(f"/v1/visitors/{VISITOR}/cart"),
        secret.delete("/v1/customers/ana"),
    ]
    for answer in answers:
        assert answer.is_success, answer.text
        assert answer.headers["cache-control"] == PRIVATE, answer.url


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nowhere"),
        ("GET", "/"),
        ("POST", "/v1/health/live"),
        ("GET", "/v1/health/live"),
        ("GET", "/v1/health/ready"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        ("OPTIONS", "/v1/customers/ana"),
        ("GET", "/v1/projects/hk_none/settings"),
        ("HEAD", "/v1/projects/hk_none/settings"),
    ],
)
def test_what_no_key_opens_is_not_kept_either(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).headers["cache-control"] == PRIVATE


def test_a_fault_of_ours_is_not_kept(
    secret: TestClient, services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(services.storage.traits, "get", broken)
    answer = secret.get("/v1/customers/ana")
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == PRIVATE


def test_a_librarys_settings_stay_with_who_asked(client: TestClient, issue_key: IssueKey) -> None:
    """They repeat the Host of the request: a cache that others share could hand out another's."""
    address = f"/v1/projects/{issue_key('publishable')}/settings"
    for host in ("shop.example", "evil.example"):
        answer = client.get(address, headers={"Host": host})
        assert answer.headers["cache-control"] == "private, max-age=300"
    refused = client.get(f"/v1/projects/{issue_key('secret')}/settings")
    assert refused.headers["cache-control"] == PRIVATE


@pytest.mark.parametrize("host", ["[", "a b", "a/b?c#d", "[::1", "a@b", "user:pw@evil", ""])
def test_a_host_that_is_none_breaks_nothing(
    client: TestClient, issue_key: IssueKey, host: str
) -> None:
    key = issue_key("publishable")
    headers = {"Host": host, "Origin": "https://shop.example"}
    settings = client.get(f"/v1/projects/{key}/settings", headers=headers)
    assert settings.status_code in {200, 422}
    home = client.get(
        "/v1/recommendations?placement=home",
        headers={**headers, "Authorization": f"Bearer {key}"},
    )
    assert home.status_code == 200


def test_only_a_librarys_settings_and_open_time_content_may_be_kept() -> None:
    """Another route is named there on purpose, and here."""
    open_time = {"/v1/render/{token}.png", "/v1/render/{token}.json"}
    assert set(KEPT) == {SETTINGS, *open_time}
    assert KEPT[SETTINGS].startswith("private")
    assert {KEPT[path] for path in open_time} == {"public, max-age=300"}
