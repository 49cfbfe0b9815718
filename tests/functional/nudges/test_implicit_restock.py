"""Interest without asking: a wish list, or a view while sold out, where the settings count it."""

import pytest

from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.nudges.restock_shop import Restock, back, tea_sold_out
from tests.functional.nudges.test_interests import redriven

WISHED = "Product Added to Wishlist"


@pytest.fixture
def restock(secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock) -> Restock:
    """Tea is sold out; both signals count."""
    shop = Shop(secret, services, engine)
    signals = ["wishlist", "viewed_sold_out"]
    shop.settings(sandbox=False, kinds={"restock": {"on": True}}, restock_implicit=signals)
    for each in ("ana", "bea"):
        shop.consents(each, "email")
    return tea_sold_out(shop, clock)


def test_by_default_only_who_asks_waits(restock: Restock, clock: Clock) -> None:
    restock.shop.settings(restock_implicit=[])
    restock.shop.track(WISHED, "tea")
    restock.shop.track("Product Viewed", "tea")
    assert back(restock, clock, 5) == []


def test_who_wished_or_viewed_it_while_sold_out_is_notified_once(
    restock: Restock, clock: Clock
) -> None:
    restock.shop.track(WISHED, "tea")
    restock.shop.track("Product Viewed", "tea", userId="bea")
    path = "/v1/customers/ana/restock-subscriptions"
    (own,) = restock.shop.api.get(path).json()["subscriptions"]
    assert own["implicit"] is True
    assert back(restock, clock, 5) == ["ana", "bea"]
    restock.stock(0)
    restock.run()
    clock.advance(seconds=1)
    restock.shop.track("Product Viewed", "tea")
    assert back(restock, clock, 5) == [], "they would have to ask now"


def test_a_view_of_what_is_in_stock_is_no_wish_and_a_wish_can_be_taken_back(
    restock: Restock, clock: Clock
) -> None:
    restock.stock(3)
    restock.run()
    restock.shop.track("Product Viewed", "tea")
    restock.shop.track(WISHED, "tea", userId="bea")
    clock.advance(seconds=1)
    restock.shop.track("Product Removed from Wishlist", "tea", userId="bea")
    restock.stock(0)
    restock.run()
    clock.advance(seconds=1)
    assert back(restock, clock, 5) == []


def test_a_wish_redriven_after_it_was_taken_back_is_none(restock: Restock, clock: Clock) -> None:
    restock.shop.track(WISHED, "tea")
    clock.advance(seconds=1)
    restock.shop.track("Product Removed from Wishlist", "tea")
    redriven(restock, WISHED)
    assert back(restock, clock, 5) == []


def test_no_one_is_followed_who_objects(restock: Restock, clock: Clock) -> None:
    restock.shop.track(WISHED, "tea")
    path = "/v1/customers/ana/preferences"
    restock.shop.api.put(path, json={"personalization": "off"}).raise_for_status()
    assert back(restock, clock, 5) == []


def test_to_ask_makes_it_a_wish_of_its_own_and_keeps_the_place(
    restock: Restock, clock: Clock
) -> None:
    restock.shop.track(WISHED, "tea")
    (implied,) = _own(restock)
    clock.advance(seconds=5)
    restock.asks("ana")
    (asked,) = _own(restock)
    assert (asked["implicit"], asked["since"]) == (False, implied["since"])
    restock.shop.track("Product Removed from Wishlist", "tea")
    assert len(_own(restock)) == 1, "a wish that was asked for stays"


def test_an_erased_person_waits_no_more(restock: Restock, clock: Clock) -> None:
    restock.shop.track(WISHED, "tea")
    restock.shop.api.delete("/v1/customers/ana").raise_for_status()
    assert back(restock, clock, 5) == []


def _own(restock: Restock) -> list[dict[str, object]]:
    path = "/v1/customers/ana/restock-subscriptions"
    return list(restock.shop.api.get(path).json()["subscriptions"])
