"""The OpenAPI page says what a caller needs: texts, examples that work, and the token's header."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from functions.api import docs
from functions.services.access.trust import HEADER
from local.docs_assets import OFFLINE, serve_assets
from tests.app_client import TestClient

Operation = dict[str, Any]
UNKNOWN = "there is no such parameter"
SEGMENTS = {"events"}
NEEDS = {  # what has to be there before an example can be sent
    "put_item_stock": ("PUT", "/v1/items/teapot", {"title": "Teapot"}),
    "subscribe": ("PUT", "/v1/items/teapot/stock", {"quantity": 0}),
    "undo_alias": ("POST", "/v1/alias", {"userId": "ana", "previousId": "ana-before"}),
    "send_test": ("PUT", "/v1/settings/nudges", {"allow_list": ["ana"]}),
}


@pytest.fixture
def page(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(page: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, ways in page["paths"].items():
        for method, operation in ways.items():
            yield method.upper(), path, operation


def json_bodies(operation: Operation) -> Iterator[Operation]:
    """The bodies of an operation but for files, which are sent as they are."""
    content = operation.get("requestBody", {}).get("content", {})
    return (each for media, each in content.items() if media != "application/octet-stream")


def test_every_parameter_is_described(page: dict[str, Any]) -> None:
    silent = {
        (operation["operationId"], each["name"])
        for _, _, operation in operations(page)
        for each in operation.get("parameters", [])
        if not each.get("description")
    }
    assert not silent, "say in functions/api/parameter_texts.py what these mean"


def test_every_field_of_a_body_is_described(page: dict[str, Any]) -> None:
    schemas = page["components"]["schemas"]
    names = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations(page)
        for content in json_bodies(operation)
    }
    silent = {
        (name, field)
        for name in names
        for field, value in schemas[name]["properties"].items()
        if not value.get("description")
    }
    assert not silent, "say in functions/api/parameter_texts.py what these mean"


def test_every_example_of_a_body_is_accepted(page: dict[str, Any], secret: TestClient) -> None:
    for method, path, operation in operations(page):
        for content in json_bodies(operation):
            name = operation["operationId"]
            assert "example" in content, f"functions/api/body_examples.py has none of {name}"
            if name in NEEDS:
                before, at, body = NEEDS[name]
                secret.request(before, at, json=body).raise_for_status()
            where = path.format_map(Anything())
            answer = secret.request(method, where, json=content["example"])
            if name in {"report_outcome", "report_confirmation"}:  # nothing was handed over here
                assert answer.status_code == 404
                continue
            assert answer.is_success, (name, answer.text)
            assert not parsed(answer.text).get("rejected"), (name, answer.text)


class Anything(dict[str, str]):
    """Fills in every parameter of a path."""

    def __missing__(self, name: str) -> str:
        return {"item_id": "teapot", "user_id": "ana"}.get(name, "one")


def parsed(text: str) -> dict[str, Any]:
    if not text:  # 204
        return {}
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError:  # lines of JSON
        found = json.loads(text.splitlines()[0])
    return found


def test_operations_have_short_names_of_their_own(page: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(page)]
    assert len(set(names)) == len(names)
    assert {"batch", "track", "recommendations", "get_cart"} <= set(names)


def test_the_visitor_token_is_declared(page: dict[str, Any]) -> None:
    for path in ("/v1/recommendations", "/v1/customers/{user_id}/cart"):
        parameters = page["paths"][path]["get"]["parameters"]
        assert [each["in"] for each in parameters if each["name"] == HEADER] == ["header"]


def test_recipients_of_a_batch_have_a_type(page: dict[str, Any]) -> None:
    people = page["components"]["schemas"]["RecommendationBatch"]["properties"]["people"]
    assert people["items"] == {"$ref": "#/components/schemas/Recipient"}


def test_what_the_page_declares_is_let_through_and_nothing_else(
    page: dict[str, Any], secret: TestClient
) -> None:
    for method, path, operation in operations(page):
        declared = {p["name"]: "x" for p in operation.get("parameters", []) if p["in"] == "query"}
        assert UNKNOWN not in secret.request(method, path, params=declared).text, path
        if not SEGMENTS.intersection(operation["tags"]):
            answer = secret.request(method, path, params={"no_such_name": "1"})
            assert answer.status_code == 422, path
            assert UNKNOWN in answer.text, path


@pytest.mark.parametrize(
    ("path", "name", "reason"),
    [
        ("/v1/recommendations?placement=home&anonymousId=a", "anonymousId", "anonymous_id?"),
        ("/v1/recommendations?placement=home&categry=tea", "categry", "category?"),
        (
            "/v1/recommendations?placement=home&colour=red",
            "colour",
            "there are anonymous_id, brand",
        ),
        ("/v1/items/tea?verbose=1", "verbose", "this route takes none"),
        ("/v1/customers/ana/events?Limit=3", "Limit", "limit?"),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_nearest_one(
    secret: TestClient, path: str, name: str, reason: str
) -> None:
    answer = secret.get(path)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == name
    assert reason in fault["reason"]


def test_every_route_of_our_own_refuses_an_unknown_parameter(
    page: dict[str, Any], secret: TestClient
) -> None:
    """Segment's calls and Shopify's webhooks are made by others, who may add to their addresses."""
    passed = set()
    for path, ways in page["paths"].items():
        for method in ways:
            where = re.sub("{[^}]*}", "tea", path)
            if UNKNOWN not in secret.request(method, f"{where}?anonymousIdx=1").text:
                passed.add(path.removeprefix("/v1/"))
    calls = {"alias", "batch", "group", "identify", "import", "page", "screen", "track"}
    assert passed == calls | {"projects/{key}/settings", "webhooks/shopify"}


def test_segments_clients_may_send_what_they_like(secret: TestClient) -> None:
    event = {"userId": "ana", "name": "home"}
    assert secret.post("/v1/page?_=17", json=event).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("placement=home&item_id=tea", "item_id"),
        ("placement=cart&item_id=tea", "item_id"),
        ("placement=product&item_id=tea&items=cup", "items"),
    ],
)
def test_what_a_placement_does_not_use_is_refused(
    secret: TestClient, query: str, field: str
) -> None:
    answer = secret.get(f"/v1/recommendations?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_shop_that_keeps_carts_itself_says_what_is_in_it(
    learned: str, publishable: TestClient
) -> None:
    found = publishable.get("/v1/recommendations?placement=cart&items=beans,mug&n=2").json()
    assert {each["item_id"] for each in found["items"]} == {"grinder", "filter"}
    assert found["items"][0]["reason"] == "bought_together"


def test_docs_need_no_network_on_a_laptop() -> None:
    app = FastAPI(docs_url=None)
    docs.install(app, OFFLINE)
    serve_assets(app)
    with TestClient(app) as offline:
        text = offline.get("/docs").text
        assert "https://" not in text
        for address in (OFFLINE.script, OFFLINE.style, OFFLINE.icon):
            assert address in text
            assert offline.get(address).status_code == 200
