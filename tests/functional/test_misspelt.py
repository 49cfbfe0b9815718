"""A misspelt name is stored, and pointed out in the answer."""

import pytest
from fastapi.testclient import TestClient


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
