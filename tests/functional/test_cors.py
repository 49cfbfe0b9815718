"""What a page of another origin may call and read; a real browser says the same in clients/."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from functions.domain.person import visitor
from functions.services.serving.recommend import Recommend
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey, caller, stored_key

HOME = "/v1/recommendations?placement=home"
SHOP, OTHER = "https://shop.example", "https://other.example"
VIEW = {"event": "Product Viewed", "anonymousId": "v1", "properties": {"product_id": "milk"}}


@pytest.fixture
def of_shop(services: LaptopServices, issue_key: IssueKey) -> Callable[..., str]:
    """Issues a key that only the pages of the shop may use."""

    def issued(kind: str = "publishable") -> str:
        key = issue_key(kind)
        kept = stored_key(services, key.split("_")[1])
        services.storage.access_keys.put(replace(kept, origins=frozenset({SHOP})))
        return key

    return issued


@pytest.mark.parametrize("path", ["/v1/t", "/v1/batch", "/v1/recommendations", "/v1/nowhere"])
def test_a_preflight_needs_no_key_and_is_granted(client: TestClient, path: str) -> None:
    asked = {
        "Origin": SHOP,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-retry-count",
    }
    answer = client.options(path, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "x-retry-count" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Vary"] == "Origin, Access-Control-Request-Headers"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_options_that_are_no_preflight_are_a_method_that_is_not_there(client: TestClient) -> None:
    assert client.options("/v1/track").status_code == 405


def test_a_key_that_names_no_origin_serves_any_page(publishable: TestClient) -> None:
    answer = publishable.get(HOME, headers={"Origin": OTHER})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == OTHER
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(("method", "path"), [("GET", HOME), ("POST", "/v1/track")])
def test_a_key_that_names_its_pages_serves_no_other(
    client: TestClient, of_shop: Callable[..., str], method: str, path: str
) -> None:
    page = caller(client, of_shop())
    mine = page.request(method, path, json=VIEW, headers={"Origin": SHOP})
    assert (mine.status_code, mine.headers["Access-Control-Allow-Origin"]) == (200, SHOP)
    foreign = page.request(method, path, json=VIEW, headers={"Origin": OTHER})
    assert foreign.status_code == 403
    assert "origins" in foreign.json()["detail"]
    assert "Access-Control-Allow-Origin" not in foreign.headers
    assert "Origin" in foreign.headers["Vary"]


def test_nothing_is_recorded_for_a_foreign_page(
    client: TestClient, of_shop: Callable[..., str], services: LaptopServices
) -> None:
    caller(client, of_shop()).post("/v1/track", json=VIEW, headers={"Origin": OTHER})
    assert services.storage.events.newest(visitor("v1"), "b", 10) == []


def test_a_call_that_is_no_pages_needs_no_origin(
    client: TestClient, of_shop: Callable[..., str]
) -> None:
    answer = caller(client, of_shop()).get(HOME)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Vary"] == "Origin", "a shared cache must not give this to a page"


def test_a_secret_key_in_a_page_is_refused(secret: TestClient) -> None:
    answer = secret.get(HOME, headers={"Origin": SHOP})
    assert answer.status_code == 403
    assert "revoke" in answer.json()["detail"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_secret_key_may_name_the_page_of_its_operators(
    client: TestClient, of_shop: Callable[..., str]
) -> None:
    answer = caller(client, of_shop("secret")).get(HOME, headers={"Origin": SHOP})
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP


def test_our_own_page_may_try_any_key(secret: TestClient) -> None:
    own = {"Origin": "http://testserver"}
    assert secret.put("/v1/items", json={"items": []}, headers=own).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "key", "status"),
    [
        ("GET", HOME, None, 401),
        ("GET", HOME, "Bearer hk_none", 401),
        ("GET", "/v1/nowhere", None, 404),
        ("DELETE", "/v1/track", None, 405),
    ],
)
def test_a_page_may_read_why_it_was_not_served(
    client: TestClient, method: str, path: str, key: str | None, status: int
) -> None:
    headers = {"Origin": OTHER} | ({"Authorization": key} if key else {})
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == OTHER
    assert answer.json()["detail"]


def test_a_page_may_read_what_is_wrong_with_its_event(publishable: TestClient) -> None:
    answer = publishable.post("/v1/track", json={}, headers={"Origin": OTHER})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (422, OTHER)


def test_a_page_may_read_that_the_fault_is_ours(
    publishable: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Recommend, "__call__", broken)
    answer = publishable.get(HOME, headers={"Origin": OTHER})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (500, OTHER)
