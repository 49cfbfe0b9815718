"""Ids of nudges, confirmations and deliveries that no answer ever had."""

from base64 import urlsafe_b64encode

import pytest

from tests.app_client import TestClient

LONG = "a" * 1_200


def forged(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("person", ["customer#\\ud800", "visitor#\\udfff", "", "x", "customer#"])
@pytest.mark.parametrize(("route", "step"), [("nudges", 1), ("confirmations", 99)])
def test_a_nudge_that_was_made_up_is_not_found(
    secret: TestClient, person: str, route: str, step: int
) -> None:
    made_up = forged(f'["{person}","restock",1,{step}]')
    answer = secret.post(f"/v1/{route}/{made_up}/outcome", json={"outcome": "sent"})
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    "parts", ['"\\ud800","e"', '"customer#a","\\ud800"', f'"x","{LONG}"', f'"{LONG}","e"']
)
def test_a_delivery_that_was_made_up_is_not_found(secret: TestClient, parts: str) -> None:
    secret.put("/v1/endpoints/bus", json={"types": []}).raise_for_status()
    body = {"delivery_id": forged(f'[{parts},"bus"]')}
    answer = secret.post("/v1/endpoints/bus/replay", json=body)
    assert answer.status_code == 404, answer.text
