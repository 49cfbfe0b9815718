"""The query of a recommendation, which is read as one model."""

import pytest

from tests.app_client import TestClient

URL = "/v1/recommendations"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "placement"),
        ("placement=attic", "placement"),
        ("placement=home&n=none", "n"),
        ("placement=home&n=0", "n"),
        ("placement=home&diversity=2", "diversity"),
        ("placement=home&in_stock=perhaps", "in_stock"),
        ("placement=home&user_id=", "user_id"),
    ],
)
def test_a_wrong_parameter_is_named(publishable: TestClient, query: str, field: str) -> None:
    answer = publishable.get(f"{URL}?{query}")

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_the_key_is_looked_at_before_the_query(publishable: TestClient) -> None:
    answer = publishable.get(f"{URL}?n=none", headers={"Authorization": "Bearer no key"})
    assert answer.status_code == 401


def test_of_a_repeated_parameter_the_last_counts_and_of_a_list_all(
    publishable: TestClient,
) -> None:
    wrong = publishable.get(f"{URL}?placement=home&n=3&n=0")
    assert wrong.status_code == 422

    many = "&".join(f"exclude={at},{at}b" for at in range(251))
    answer = publishable.get(f"{URL}?placement=home&{many}")
    assert [each["field"] for each in answer.json()["errors"]] == ["exclude"]
