"""A product put a minute ago takes a place among those that sell, and says that it is new."""

import pytest

from functions.api.app import create_app
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import caller


@pytest.mark.usefixtures("learned")
def test_a_place_of_the_list_is_for_something_new(
    services: LaptopServices, secret: TestClient, clock: Clock
) -> None:
    shop.put_items(services)
    secret.put("/v1/items/honey", json={"category": "tea", "title": "Honey"})
    clock.advance(seconds=60)

    def asked(share: float) -> list[tuple[str, str]]:
        services.settings = services.settings.model_copy(update={"exploration": share})
        client = caller(TestClient(create_app(services)), secret.headers["Authorization"][7:])
        query: dict[str, str | int] = {"placement": "home", "n": 4, "user_id": "tea-1"}
        items = client.get("/v1/recommendations", params=query).json()["items"]
        return [(item["item_id"], item["reason"]) for item in items]

    assert asked(0.25)[3] == ("honey", "new")
    assert "honey" not in dict(asked(0.0))
