"""A misspelt name is stored, and pointed out in the answer."""

from typing import Any

import pytest
from pydantic import BaseModel

from functions.errors import Invalid
from functions.schemas.faults import faults_named
from tests.app_client import TestClient


def test_a_misspelt_event_comes_back_as_a_warning(secret: TestClient) -> None:
    batch = [
        {"type": "track", "userId": "ana", "event": "Product Viewed", "properties": {"sku": "a"}},
        {"type": "track", "userId": "ana", "event": "Prodct Viewed", "properties": {"sku": "a"}},
    ]
    answer = secret.post("/v1/batch", json={"batch": batch}).json()
    assert answer["accepted"] == 2
    (warning,) = answer["warnings"]
    assert (warning["index"], warning["field"]) == (1, "event")
    assert "Product Viewed?" in warning["reason"]


def test_a_batch_of_which_nothing_was_accepted_is_no_success(secret: TestClient) -> None:
    wrong, right = {"type": "track", "userId": "ana"}, {"type": "page", "userId": "ana"}
    for batch, success in (([wrong], False), ([wrong, right], True), ([], True)):
        answer = secret.post("/v1/batch", json={"batch": batch})
        assert answer.status_code == 200
        assert answer.json()["success"] is success


def test_a_batch_that_is_too_long_says_the_limit_and_what_to_do(secret: TestClient) -> None:
    batch = [{"type": "page", "userId": "ana"}] * 2_501
    answer = secret.post("/v1/batch", json={"batch": batch})
    assert answer.status_code == 413
    assert "2,500 calls in 500,000 bytes" in answer.json()["detail"]
    assert "send several" in answer.json()["detail"]


def test_a_field_that_is_misspelt_is_refused_with_the_nearest(secret: TestClient) -> None:
    rule = {"action": "pin", "item_ids": ["cup"], "placement": ["home"]}
    answer = secret.put("/v1/rules/cups", json=rule)
    assert answer.status_code == 422
    reason = "there is no such field; did you mean placements?"
    assert answer.json()["errors"] == [{"field": "placement", "reason": reason}]


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ("", "placement", "is needed"),
        ("placement=hom", "placement", "must be 'home', 'product', 'cart'"),
        ("placement=home&n=many", "n", "must be a valid integer"),
    ],
)
def test_what_is_wrong_is_answered_without_the_words_of_a_library(
    secret: TestClient, query: str, field: str, reason: str
) -> None:
    (fault,) = secret.get(f"/v1/recommendations?{query}").json()["errors"]
    assert fault["field"] == field
    assert fault["reason"].startswith(reason)


def test_a_route_that_is_not_there_leads_to_the_page_of_all(secret: TestClient) -> None:
    assert (
        secret.get("/v1/itemz").json()["detail"] == "there is no route /v1/itemz; /docs lists all"
    )
    detail = secret.get("/v1/items").json()["detail"]
    assert detail == "GET is not a method of this route; it has PUT"


VIEW = {"type": "track", "event": "Product Viewed", "userId": "ana", "properties": {"sku": "cup"}}
ORDER_OF = {"order_id": "o1", "products": [{"sku": "cup"}]}


@pytest.mark.parametrize(
    ("entry", "field", "meant"),
    [
        ({**VIEW, "timeStamp": "2025-01-01T11:00:00Z"}, "timeStamp", "timestamp"),
        ({**VIEW, "contxt": {"channel": "app"}}, "contxt", "context"),
        ({**VIEW, "context": {"chanel": "app"}}, "context.chanel", "channel"),
        ({**VIEW, "context": {"external_ids": []}}, "context.external_ids", "externalIds"),
        ({**VIEW, "context": {"externalIds": [{"typ": "card", "id": "1"}]}},
         "context.externalIds.0.typ", "type"),
        ({**VIEW, "event": "Order Completed", "properties": {
            **ORDER_OF, "products": [{"sku": "cup"}, {"sku": "mug", "qantity": 2}]}},
         "properties.products.1.qantity", "quantity"),
        ({**VIEW, "event": "Order Completed", "properties": {
            **ORDER_OF, "payments": [{"metod": "card"}]}}, "properties.payments.0.metod", "method"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_pointed_out_wherever_it_stands(
    secret: TestClient, entry: dict[str, Any], field: str, meant: str
) -> None:
    answer = secret.post("/v1/batch", json={"batch": [entry]}).json()
    assert answer["accepted"] == 1
    found = {warning["field"]: warning["reason"] for warning in answer["warnings"]}
    assert found[field] == f"is not read; did you mean {meant}?"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"type": "page", "user_id": "ana"}, "user_id is not read, did you mean userId?"),
        (
            {"type": "page", "anonymousid": "a"},
            "anonymousid is not read, did you mean anonymousId?",
        ),
        ({"type": "track", "userId": "ana", "evnt": "X"}, "evnt is not read, did you mean event?"),
    ],
)
def test_a_refusal_names_what_was_misspelt(
    secret: TestClient, entry: dict[str, Any], reason: str
) -> None:
    answer = secret.post("/v1/batch", json={"batch": [entry]}).json()
    assert answer["rejected"][0]["reason"].endswith(reason)


def test_a_misspelt_field_inside_a_body_is_refused_with_the_nearest() -> None:
    class Inner(BaseModel, extra="forbid"):
        colour: str = ""

    class Outer(BaseModel, extra="forbid"):
        parts: dict[str, list[Inner | None]] = {}

    for body, field, meant in (
        ({"parts": {"a": [{"color": "red"}]}}, "parts.a.0.color", "colour"),
        ({"part": {}}, "part", "parts"),
    ):
        with pytest.raises(Invalid) as refused, faults_named(Outer):
            Outer.model_validate(body)
        (fault,) = refused.value.faults
        assert (fault.field, fault.reason.rpartition(" ")[2]) == (field, f"{meant}?")


def test_snowplow_s_payload_is_refused_by_its_name(secret: TestClient) -> None:
    schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4"
    answer = secret.post("/v1/batch", json={"schema": schema, "data": [{"e": "pv"}]})
    assert answer.status_code == 422
    assert "Snowplow's payloads are not read" in answer.json()["detail"]
