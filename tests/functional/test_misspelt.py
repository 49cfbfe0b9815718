"""A misspelt name is stored, and pointed out in the answer."""

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
