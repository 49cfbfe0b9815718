"""What a leased nudge says: today's prices, what can be had, and a code of the person's own."""

from typing import Any

import pytest

from functions.domain.nudges.nudge import NudgeId
from functions.services.nudges.contents.incentives import Incentives
from functions.storage.incentive_codes import IncentiveCodeRows
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

DAY = 86_400_000


def content(shop: Shop, clock: Clock, **hours: int) -> dict[str, Any]:
    clock.advance(**(hours or {"hours": 2}))
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    shop.outcome(nudge["nudge_id"], "sent")
    found: dict[str, Any] = nudge["content"]
    return found


def put(secret: TestClient, item_id: str, **fields: Any) -> None:
    secret.put(f"/v1/items/{item_id}", json=fields).raise_for_status()


def test_lines_have_todays_price_and_the_old_one_only_where_it_was_higher(
    shop: Shop, secret: TestClient, clock: Clock
) -> None:
    put(secret, "teapot", title="Tea\npot", price=24.9, currency="EUR", url="https://a.example/t")
    put(secret, "cup", title="Cup", price=9, currency="EUR", url="javascript:alert(1)")
    put(secret, "tray", title="Tray", price=5, currency="USD", image_url="data:text/html,x")
    for item, price in (("teapot", 29.9), ("cup", 8), ("tray", 7)):
        line = {"product_id": item, "price": price, "quantity": 2}
        shop.track("Product Added", properties={"products": [line], "currency": "EUR"})
    by_weight = {"product_id": "unknown", "quantity": 1.5}
    shop.track("Product Added", properties={"products": [by_weight]})
    body = content(shop, clock)
    lines = {each["item_id"]: each for each in body["items"]}
    assert (lines["teapot"]["price"], lines["teapot"]["old_price"]) == (24.9, 29.9)
    assert (lines["teapot"]["title"], lines["teapot"]["quantity"]) == ("Tea pot", 2)
    assert lines["teapot"]["url"].startswith("http://testserver/l/")
    assert (lines["cup"]["old_price"], lines["cup"]["url"]) == (None, None)
    # Another currency is not compared.
    assert (lines["tray"]["price"], lines["tray"]["old_price"]) == (5, None)
    assert lines["tray"]["image_url"] is None
    assert (lines["unknown"]["title"], lines["unknown"]["price"]) == (None, None)
    assert lines["unknown"]["quantity"] == 1.5


def test_what_is_gone_is_left_out_and_named(shop: Shop, secret: TestClient, clock: Clock) -> None:
    put(secret, "teapot", title="Teapot")
    put(secret, "cup", title="Cup")
    shop.track("Product Added", "teapot", "cup")
    clock.advance(hours=2)
    shop.sweep()
    secret.put("/v1/items/cup/stock", json={"quantity": 0}).raise_for_status()
    (nudge,) = shop.lease()["nudges"]
    assert [each["item_id"] for each in nudge["content"]["items"]] == ["teapot"]
    assert nudge["content"]["gone"] == ["Cup"]


@pytest.mark.usefixtures("learned")
def test_what_goes_with_it_is_not_in_the_cart(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "teapot", "cup")
    body = content(shop, clock)
    recommended = {each["item_id"] for each in body["recommendations"]}
    assert len(recommended) == 4
    assert not recommended & {"teapot", "cup"}


def test_name_language_and_links_are_the_persons(
    shop: Shop, secret: TestClient, clock: Clock
) -> None:
    secret.put("/v1/brand", json={"links_url": "https://l.shop.example"}).raise_for_status()
    secret.put("/v1/customers/ana/contact", json={"language": "es-MX"}).raise_for_status()
    body = {"type": "identify", "messageId": "i", "userId": "ana", "traits": {"name": "Ana López"}}
    secret.post("/v1/identify", json=body).raise_for_status()
    shop.track("Product Added", "teapot")
    found = content(shop, clock)
    assert (found["first_name"], found["language"], found["locale"]) == ("Ana", "es", "es-MX")
    assert {link.rpartition("/")[0] for link in found["links"].values()} == {
        "https://l.shop.example/l",
        "https://l.shop.example/u",
        "https://l.shop.example/p",
    }
    token = found["links"]["unsubscribe"].rpartition("/")[2]
    assert secret.post(f"/u/{token}").status_code == 200
    assert not secret.get("/v1/customers/ana/preferences").json()["consent"]["email"]


def test_a_sequence_has_one_code_from_the_step_that_may_carry_it(
    shop: Shop, secret: TestClient, clock: Clock
) -> None:
    shop.settings(kinds={"abandoned_cart": {"on": True, "incentive_from": 2}})
    codes = {"codes": ["A-1", "A-2", "A-1"], "expires_at": clock.now + 30 * DAY}
    assert secret.post("/v1/incentive-codes", json=codes).json() == {"accepted": 2}
    shop.track("Product Added", "teapot")
    assert content(shop, clock)["incentive"] is None
    second = content(shop, clock, hours=24)["incentive"]
    assert second["code"] in {"A-1", "A-2"}
    assert content(shop, clock, hours=49)["incentive"] == second
    late = {"codes": ["B-1"], "expires_at": clock.now}
    assert secret.post("/v1/incentive-codes", json=late).status_code == 422


class CountingMeter:
    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    def flushing(self, handler: Any) -> Any:
        return handler


def test_one_code_never_goes_to_two_people_and_an_empty_pool_is_counted(
    shop: Shop, secret: TestClient, clock: Clock, services: LaptopServices
) -> None:
    ids = []
    for user in ("ana", "ben"):
        shop.consents(user, "email")
        shop.track("Product Added", "teapot", userId=user)
    clock.advance(hours=2)
    shop.sweep()
    ids = [NudgeId.from_text(each["nudge_id"]) for each in shop.lease()["nudges"]]
    codes = {"codes": ["A-1"], "expires_at": clock.now + 30 * DAY}
    secret.post("/v1/incentive-codes", json=codes).raise_for_status()
    meter = CountingMeter()
    rows = IncentiveCodeRows(services.writing_client, services.settings.customers_table)
    incentives = Incentives(rows, meter, clock, services.random_bytes)
    first = incentives.take(ids[0])
    assert first is not None
    assert incentives.take(ids[0]) == first
    assert incentives.take(ids[1]) is None
    secret.post("/v1/incentive-codes", json=codes).raise_for_status()
    assert incentives.take(ids[1]) is None
    assert meter.counts == {"incentive_pool_empty": 2}
    # A code that ends too soon is of no use, and an erased person gets none.
    soon = {"codes": ["C-1"], "expires_at": clock.now + 1_000}
    secret.post("/v1/incentive-codes", json=soon).raise_for_status()
    assert incentives.take(ids[1]) is None
    fresh = {"codes": ["D-1"], "expires_at": clock.now + 30 * DAY}
    secret.post("/v1/incentive-codes", json=fresh).raise_for_status()
    secret.delete("/v1/customers/ben").raise_for_status()
    secret.delete("/v1/customers/ana").raise_for_status()
    assert all(incentives.take(each) is None for each in ids)
