"""A shop whose tea is sold out, and people without an account who wait for it."""

from typing import Any

from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock

TEA = "/v1/items/tea/restock-subscriptions"
ADDRESS = "ana@example.com"


class Guests:
    """What such a person does, and the tool that sends the mails."""

    def __init__(self, restock: Restock, page: TestClient, clock: Clock) -> None:
        self.restock = restock
        self.page = page
        self.clock = clock
        self.api = restock.shop.api

    def asks(self, address: str = ADDRESS, **more: Any) -> str:
        answer = self.page.post(TEA, json={"email": address, **more})
        assert answer.status_code == 200, answer.text
        self.clock.advance(seconds=1)
        state: str = answer.json()["state"]
        return state

    def mails(self, **more: Any) -> list[dict[str, Any]]:
        answer = self.api.post("/v1/confirmations/lease", json=more)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["confirmations"]
        return found

    def confirms(self, mail: dict[str, Any]) -> int:
        status: int = self.page.post(path_of(mail)).status_code
        self.clock.advance(seconds=1)
        return status

    def back(self) -> list[dict[str, Any]]:
        self.restock.stock(5)
        self.restock.run()
        self.clock.advance(seconds=1)
        found: list[dict[str, Any]] = self.restock.shop.lease()["nudges"]
        return found

    def user_id(self, address: str = ADDRESS) -> str:
        found: str = self.api.post("/v1/guests/find", json={"email": address}).json()["user_id"]
        return found


def path_of(mail: dict[str, Any]) -> str:
    return "/c/" + str(mail["link"]).rpartition("/c/")[2]
