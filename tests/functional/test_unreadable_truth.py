"""Traits, preferences and stock that cannot be read: no answer fails, new values heal them."""

from typing import Any

import pytest

from functions.domain.person import customer
from functions.domain.preferences import Answer
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.test_unreadable import DAMAGED

BODIES = pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
STOCK: dict[str, dict[str, Any]] = {
    "no number": {"quantity": {"N": "0"}, "observed_at": {"S": "x"}},
    "no quantity": {"quantity": {"S": "many"}},
    "no version": {"version": None},
    "no backorder": {"backorder": None},
}


def change(engine: Engine, table: str, pk: str, sk: str, **attributes: Any) -> None:
    key: Any = {"pk": {"S": pk}, "sk": {"S": sk}}
    row = {**engine.dynamodb.get_item(TableName=table, Key=key)["Item"], **attributes}
    kept = {name: value for name, value in row.items() if value is not None}
    engine.dynamodb.put_item(TableName=table, Item=kept)


@BODIES
def test_damaged_traits_are_shown_as_none_until_they_are_given_again(
    secret: TestClient, services: LaptopServices, engine: Engine, body: Any
) -> None:
    table, ana = services.settings.customers_table, customer("ana")
    services.storage.traits.put(ana, {"name": ("Ana", (1, 1, 0))}, rev=0)
    change(engine, table, ana.key, "traits", body=body)
    assert secret.get("/v1/customers/ana").json()["traits"] == {}
    assert services.storage.traits.find([ana]) == [{}]
    identify = {"type": "identify", "userId": "ana", "traits": {"name": "Ana"}}
    assert secret.post("/v1/identify", json=identify).status_code == 200
    assert secret.get("/v1/customers/ana").json()["traits"] == {"name": "Ana"}


@BODIES
def test_damaged_preferences_are_noes_until_they_are_answered_again(
    secret: TestClient, services: LaptopServices, engine: Engine, body: Any
) -> None:
    table, ana = services.settings.customers_table, customer("ana")
    services.storage.preferences.put(ana, {"email": Answer(True, 1, "key a")}, rev=0)
    change(engine, table, ana.key, "preferences", body=body)
    url = "/v1/customers/ana/preferences"
    shown = secret.get(url).json()
    assert (shown["personalization"], set(shown["consent"].values())) == ("off", {False})
    assert {source["by"] for source in shown["sources"].values()} == {"unreadable"}
    assert not any(a.value for a in services.storage.preferences.find([ana])[ana].values())
    assert secret.put(url, json={"consent": {"email": True}}).status_code == 200
    assert secret.get(url).json()["consent"]["email"] is True


@pytest.mark.parametrize("damage", STOCK.values(), ids=STOCK)
@pytest.mark.parametrize("quantity", [0, 3])
def test_damaged_stock_is_sold_out_and_marked_until_it_is_put_again(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    damage: dict[str, Any],
    quantity: int,
) -> None:
    table, url = services.settings.catalog_table, "/v1/items/tea/stock"
    secret.put("/v1/items/tea", json={"title": "Tea"})
    secret.put(url, json={"quantity": 5})
    change(engine, table, "tea", "stock#online", **damage)
    (level,) = secret.get(url).json()["stock"]
    assert (level["quantity"], level["unreadable"]) == (0, True)
    assert not services.storage.item_facts.find(["tea"], None, now=0)["tea"].for_sale
    put = secret.put(url, json={"quantity": quantity})
    assert (put.status_code, put.json()["applied"]) == (200, True)
    (level,) = secret.get(url).json()["stock"]
    assert (level["quantity"], level["unreadable"]) == (quantity, False)
    (stored,) = services.storage.stock.find("tea")
    assert stored.changed_at == stored.version, "serving looks at it"
