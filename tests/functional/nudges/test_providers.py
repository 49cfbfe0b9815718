"""The providers of the native route are settings of their own, typed and refused when wrong."""

from typing import Any

import pytest

from tests.app_client import TestClient

APPLICATION = "arn:aws:sns:eu-west-1:123456789012:app/GCM/shop"
EMAIL = {"from_address": "Shop@Example.com", "configuration_set": "hilo"}


def test_a_provider_takes_the_place_of_the_one_of_its_channel(secret: TestClient) -> None:
    def put(**providers: Any) -> Any:
        answer = secret.put("/v1/settings/nudges", json={"providers": providers})
        return answer.raise_for_status().json()["settings"]["providers"]

    found = put(email=EMAIL, push={"applications": {"fcm": APPLICATION}})
    assert found["email"] == {"from_address": "shop@example.com", "configuration_set": "hilo"}
    assert (found["sms"], found["whatsapp"]) == (None, None)
    found = put(email={"from_address": "b@example.com"}, sms={"origination_identity": "pool-1"})
    assert found["email"] == {"from_address": "b@example.com", "configuration_set": ""}
    assert found["sms"]["message_type"] == "PROMOTIONAL"
    assert found["push"] == {"applications": {"fcm": APPLICATION}}
    again = secret.get("/v1/settings/nudges").json()["settings"]["providers"]
    assert again == found


@pytest.mark.parametrize(
    "providers",
    [
        {"email": {"from_address": "a@b.cc\r\nBcc: x@y.zz"}},
        {"email": {"from_address": "a@b.cc", "configuration_set": "a b"}},
        {"email": {}},
        {"sms": {"origination_identity": ""}},
        {"push": {"applications": {"fcm": "arn:aws:sns:eu-west-1:1:app/GCM/x"}}},
        {"push": {"applications": {"pager": APPLICATION}}},
        {"whatsapp": {"phone_number_id": "34600000001"}},
        {"whatsapp": {"phone_number_id": "phone-number-id-1", "api_version": "latest"}},
        {"pigeon": {}},
    ],
)
def test_what_is_no_provider_is_refused(secret: TestClient, providers: Any) -> None:
    answer = secret.put("/v1/settings/nudges", json={"providers": providers})
    assert answer.status_code == 422
    assert secret.get("/v1/settings/nudges").json()["rev"] == 0
