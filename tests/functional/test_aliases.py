"""One product, several names: an item is found by its id, else by an alias, else by its group."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock

GTIN = "4006381333931"


def put(secret: TestClient, item_id: str, **fields: Any) -> Any:
    answer = secret.put(f"/v1/items/{item_id}", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def track(secret: TestClient, event: str, *products: dict[str, Any], **more: Any) -> None:
    body = {"event": event, "userId": "ana", "properties": {"products": list(products), **more}}
    answer = secret.post("/v1/track", json=body)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1), answer.text


def cart(secret: TestClient) -> dict[str, float]:
    lines = secret.get("/v1/customers/ana/cart").json()["items"]
    return {line["item_id"]: line["quantity"] for line in lines}


def aliases(secret: TestClient, item_id: str) -> list[str]:
    found: list[str] = secret.get(f"/v1/items/{item_id}").json()["aliases"]
    return found


def test_cart_lines_are_found_by_every_name(secret: TestClient) -> None:
    put(secret, "cup-red", group_id="cup", aliases=[GTIN, "88", "red-cup"])
    track(secret, "Product Added", {"sku": GTIN}, {"product_id": 88}, {"product_id": "red-cup"})
    track(secret, "Product Added", {"sku": "cup-red", "product_id": "cup"})
    assert cart(secret) == {"cup-red": 4}
    track(secret, "Product Removed", {"product_id": "cup", "quantity": 1})
    track(secret, "Product Removed", {"sku": f" {GTIN} ", "quantity": 1})
    assert cart(secret) == {"cup-red": 2}


def test_a_catalogue_keyed_by_product_id_is_found_by_events_that_have_a_sku_too(
    secret: TestClient,
) -> None:
    put(secret, "88", title="Cup")
    track(secret, "Product Added", {"sku": "RED-1", "product_id": 88.0})
    track(secret, "Product Added", {"product_id": "88"})
    assert cart(secret) == {"88": 2}


def test_refunds_and_wish_lists_find_the_item_too(secret: TestClient) -> None:
    put(secret, "cup-red", group_id="cup", aliases=[GTIN])
    line = {"sku": "cup-red", "quantity": 2, "price": 5}
    track(secret, "Order Completed", line, order_id="o1", currency="EUR")
    track(secret, "Order Refunded", {"sku": GTIN, "quantity": 1}, order_id="o1", refund_id="r1")
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["total"], order["items"][0]["quantity"]) == (5, 1)
    track(secret, "Order Refunded", {"sku": "cup", "quantity": 1}, order_id="o1", refund_id="r2")
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["total"], order["status"]) == (0, "refunded")
    track(secret, "Product Added to Wishlist", {"sku": GTIN})
    assert [w["item_id"] for w in secret.get("/v1/customers/ana/wishlist").json()["items"]] == [
        "cup-red"
    ]
    track(secret, "Product Removed from Wishlist", {"sku": "cup-red"})
    assert secret.get("/v1/customers/ana/wishlist").json()["items"] == []


@pytest.mark.parametrize("name", ["cup-red", GTIN, "cup"])
def test_a_request_names_its_item_by_any_of_them(
    secret: TestClient, clock: Clock, name: str
) -> None:
    put(secret, "cup-red", group_id="cup", category="cups", aliases=[GTIN])
    put(secret, "cup-blue", group_id="cup", category="cups")
    put(secret, "mug", category="cups")
    clock.advance(seconds=5)
    asked = {"placement": "product", "item_id": name, "n": "5"}
    items = secret.get("/v1/recommendations", params=asked).json()["items"]
    assert [item["item_id"] for item in items] == ["mug"]  # never the one on the page
    asked = {"placement": "home", "exclude": GTIN, "n": "5"}
    items = secret.get("/v1/recommendations", params=asked).json()["items"]
    assert {item["item_id"] for item in items} == {"mug", "cup-blue"}


def test_an_alias_goes_to_the_item_that_it_is_given_last(secret: TestClient) -> None:
    put(secret, "cup", aliases=[GTIN, "c"])
    moved = put(secret, "mug", aliases=[GTIN])
    assert moved["warnings"] == [
        {"index": 0, "field": "aliases", "reason": f"{GTIN} was an alias of cup until now"}
    ]
    assert (aliases(secret, "cup"), aliases(secret, "mug")) == (["c"], [GTIN])
    track(secret, "Product Added", {"sku": GTIN}, {"sku": "c"})
    assert cart(secret) == {"mug": 1, "cup": 1}


def test_an_alias_can_move_within_one_call_whatever_the_order(secret: TestClient) -> None:
    put(secret, "a", aliases=["x"])
    put(secret, "b", aliases=["y"])
    swapped = [{"item_id": "a", "aliases": ["y"]}, {"item_id": "b", "aliases": ["x"]}]
    answer = secret.put("/v1/items", json={"items": swapped})
    assert answer.json()["accepted"] == 2
    assert (aliases(secret, "a"), aliases(secret, "b")) == (["y"], ["x"])


def test_of_two_entries_with_one_alias_the_later_gets_it(secret: TestClient) -> None:
    items = [{"item_id": "a", "aliases": ["x"]}, {"item_id": "b", "aliases": ["x"]}]
    answer = secret.put("/v1/items", json={"items": items}).json()
    assert [(w["index"], w["field"]) for w in answer["warnings"]] == [(0, "aliases")]
    assert (aliases(secret, "a"), aliases(secret, "b")) == ([], ["x"])


def test_an_items_own_id_comes_before_an_alias_until_it_is_deleted(
    secret: TestClient, clock: Clock
) -> None:
    put(secret, "old", title="Old")
    put(secret, "new", aliases=["old"])
    track(secret, "Product Added", {"sku": "old"})
    assert cart(secret) == {"old": 1}
    secret.delete("/v1/items/old").raise_for_status()
    clock.advance(seconds=61)
    track(secret, "Product Added", {"sku": "old", "quantity": 2})
    assert cart(secret)["new"] == 2


def test_the_aliases_of_a_deleted_item_are_free(secret: TestClient, clock: Clock) -> None:
    put(secret, "cup", aliases=["x"])
    secret.delete("/v1/items/cup").raise_for_status()
    track(secret, "Product Added", {"sku": "x"})
    assert cart(secret) == {"x": 1}
    again = put(secret, "mug", aliases=["x"])
    assert "warnings" not in again
    put(secret, "cup", aliases=[])
    assert aliases(secret, "mug") == ["x"]


def test_an_alias_that_is_left_out_is_given_up(secret: TestClient) -> None:
    put(secret, "cup", aliases=["x", "y"])
    put(secret, "cup", aliases=["y"])
    track(secret, "Product Added", {"sku": "x"}, {"sku": "y"})
    assert cart(secret) == {"x": 1, "cup": 1}


def test_what_names_no_item_is_no_alias(secret: TestClient) -> None:
    many = [f"n{n}" for n in range(30)]
    got = put(secret, "cup", aliases=["", None, "0", "N/A", {"a": 1}, "cup", "x", "x", 7.0])
    assert got["aliases"] == ["x", "7"]
    assert {w["field"] for w in got["warnings"]} == {"aliases.2", "aliases.3", "aliases.4"}
    assert len(put(secret, "cup", aliases=many)["aliases"]) == 20


def test_writers_that_race_for_an_alias_leave_it_to_one_item(secret: TestClient) -> None:
    names = [f"i{n}" for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            list(pool.map(lambda name: put(secret, name, aliases=["x"], title=name), names))
    owners = [name for name in names if aliases(secret, name) == ["x"]]
    assert len(owners) == 1
    track(secret, "Product Added", {"sku": "x"})
    assert cart(secret) == {owners[0]: 1}


def test_a_name_that_was_unknown_is_known_as_soon_as_its_item_is_put(secret: TestClient) -> None:
    track(secret, "Product Viewed", {"sku": "x"})
    put(secret, "cup", aliases=["x"])
    track(secret, "Product Added", {"sku": "x"})
    assert cart(secret) == {"cup": 1}


def test_routes_of_an_item_take_its_other_names(secret: TestClient) -> None:
    put(secret, "cup-red", aliases=[GTIN])
    assert secret.get(f"/v1/items/{GTIN}").json()["item_id"] == "cup-red"
    counted = secret.put(f"/v1/items/{GTIN}/stock", json={"quantity": 0}).json()
    assert counted["item_id"] == "cup-red"
    levels = [{"item_id": GTIN, "location": "s1", "quantity": 3}, {"item_id": "x", "quantity": 1}]
    assert secret.put("/v1/stock", json={"stock": levels}).json()["accepted"] == 2
    places = secret.get(f"/v1/items/{GTIN}/stock").json()["stock"]
    assert {each["location"]: each["quantity"] for each in places} == {"online": 0, "s1": 3}
    asked = secret.post(f"/v1/items/{GTIN}/restock-subscriptions", json={"user_id": "ana"})
    assert asked.json()["subscription"]["item_id"] == "cup-red"
    path = f"/v1/items/{GTIN}/restock-subscriptions?user_id=ana"
    assert secret.delete(path).status_code == 204


def test_an_item_is_deleted_by_its_alias(secret: TestClient) -> None:
    secret.put("/v1/items/S1", json={"title": "Cup", "aliases": ["P1"]}).raise_for_status()
    assert secret.delete("/v1/items/P1").status_code == 204
    assert secret.get("/v1/items/S1").status_code == 404
    assert secret.delete("/v1/items/P1").status_code == 404


def test_an_id_is_deleted_before_an_alias_of_the_same_name(secret: TestClient) -> None:
    secret.put("/v1/items/S1", json={"title": "Cup", "aliases": ["P1"]}).raise_for_status()
    secret.put("/v1/items/P1", json={"title": "Mug"}).raise_for_status()
    assert secret.delete("/v1/items/P1").status_code == 204
    assert secret.get("/v1/items/S1").json()["title"] == "Cup"
