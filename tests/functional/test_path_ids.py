"""Ids with any sign in paths and queries: as a server sees them, and as API Gateway's events do."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey

EVENT = json.loads((Path(__file__).parents[2] / "events/api-put-item.json").read_text())
IDS = (
    "INV/2026/1", "a//b", "/a", "a/", "a/stock", "stock", "50%", "50%25", "a%2Fb", "a%252Fb", "%20",
    "%zz", "%E9", "50% off", "a?b", "a+b", "a b", "a#b", "a&b=c", "..", "a/../b", "a;b", "a\\b",
    '"q"', "cafe\u0301", "gid://shopify/ProductVariant/1", "日本/語", "x" * 256,
)  # fmt: skip
Ask = Callable[[str, str], tuple[int, Any]]


@pytest.fixture
def gateway(services: LaptopServices, issue_key: IssueKey) -> Ask:
    """Asks as through API Gateway, which decodes a path, and not a query."""
    handler, key = as_lambda(create_app(services)), issue_key("secret")

    def ask(path: str, query: str) -> tuple[int, Any]:
        event: Any = copy.deepcopy(EVENT)
        event |= {"rawPath": unquote(path), "rawQueryString": query, "body": None}
        event["requestContext"]["http"] |= {"method": "GET", "path": unquote(path)}
        event["headers"]["authorization"] = f"Bearer {key}"
        answer: Any = handler(event, None)  # type: ignore[arg-type] # no context is read
        return answer["statusCode"], json.loads(answer["body"])

    return ask


@pytest.mark.parametrize("item_id", IDS)
def test_an_id_is_found_by_its_path_and_by_the_query(
    secret: TestClient, gateway: Ask, item_id: str
) -> None:
    own, coded = normalize("NFC", item_id), quote(item_id, safe="")
    entry = {"item_id": item_id, "title": "This one"}
    assert secret.put("/v1/items", json={"items": [entry]}).json()["accepted"] == 1
    found = secret.get("/v1/item", params={"item_id": item_id}).json()
    assert (found["item_id"], found["title"]) == (own, "This one")
    if item_id not in {"..", "a/../b"}:  # the test's client resolves them
        assert secret.get(f"/v1/items/{coded}").json() == found
        assert secret.get(f"/v1/items/{coded}/stock").json()["item_id"] == own
        assert secret.get(f"/v1/customers/{coded}/cart").json()["items"] == []
    assert gateway("/v1/item", f"item_id={coded}") == (200, found)
    if not {"/", "?"} & {*item_id}:
        assert gateway(f"/v1/items/{coded}", "") == (200, found)


@pytest.mark.parametrize(("item_id", "other"), [("50%25", "50%"), ("a%2Fb", "a/b"), ("%41", "A")])
def test_an_id_is_never_decoded_twice(
    secret: TestClient, gateway: Ask, item_id: str, other: str
) -> None:
    entries = [{"item_id": item_id, "title": "This one"}, {"item_id": other, "title": "Another"}]
    secret.put("/v1/items", json={"items": entries}).raise_for_status()
    coded = quote(item_id, safe="")
    for _, found in (gateway(f"/v1/items/{coded}", ""), gateway("/v1/item", f"item_id={coded}")):
        assert found["title"] == "This one"
    assert secret.get(f"/v1/items/{coded}").json()["title"] == "This one"
