from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.item import Item
from functions.services.catalogue.wiring import put_entries
from functions.snapshot.build import BuildSnapshot
from functions.storage.catalog import CatalogRows
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.wired import rewire

HOUR = 3_600_000
MILK = {"title": "Leche entera", "category": "dairy", "price": 1.2, "currency": "EUR"}


def test_an_item_comes_back_as_it_was_put(secret: TestClient) -> None:
    put = secret.put("/v1/items/milk", json={**MILK, "attributes": {"colour": "white"}})
    assert put.status_code == 200
    got = secret.get("/v1/items/milk").json()
    assert got == put.json()
    assert {name: got[name] for name in MILK} == MILK
    assert (got["group_id"], got["attributes"]) == ("milk", {"colour": "white"})


def test_putting_again_replaces_and_keeps_the_day_of_creation(
    secret: TestClient, clock: Clock
) -> None:
    first = secret.put("/v1/items/milk", json=MILK).json()
    same_instant = secret.put("/v1/items/milk", json={**MILK, "price": 1}).json()
    assert same_instant["version"] > first["version"]
    clock.advance(hours=1)
    again = secret.put("/v1/items/milk", json={"price": 2}).json()
    assert (again["title"], again["price"]) == (None, 2)
    assert again["created_at"] == first["created_at"]
    assert again["version"] > same_instant["version"]


def test_putting_what_is_there_already_changes_nothing(secret: TestClient, clock: Clock) -> None:
    first = secret.put("/v1/items/milk", json=MILK).json()
    clock.advance(hours=1)
    assert secret.put("/v1/items/milk", json=MILK).json() == first


def test_a_deleted_item_is_gone_until_it_is_put_again(secret: TestClient, clock: Clock) -> None:
    first = secret.put("/v1/items/milk", json=MILK).json()
    assert secret.delete("/v1/items/milk").status_code == 204
    assert secret.get("/v1/items/milk").status_code == 404
    assert secret.delete("/v1/items/milk").status_code == 404
    clock.advance(hours=1)
    again = secret.put("/v1/items/milk", json=MILK).json()
    assert again["created_at"] == clock()
    assert again["version"] > first["version"]


def test_many_writers_of_one_item_end_with_one_of_them(secret: TestClient) -> None:
    prices = list(range(1, 17))
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda price: secret.put("/v1/items/milk", json={"price": price}), prices)
        )
    assert {answer.status_code for answer in answers} == {200}
    versions = [answer.json()["version"] for answer in answers]
    assert len(set(versions)) == len(prices), "no two writes may look like one to a reader"
    last = max(answers, key=lambda answer: int(answer.json()["version"]))
    assert secret.get("/v1/items/milk").json() == last.json()


def test_an_unknown_item_is_not_found(secret: TestClient) -> None:
    assert secret.get("/v1/items/nothing").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"price": -1}, "price"),
        ({"price": "free"}, "price"),
        ({"price": 1e12}, "price"),
        ({"currency": "euro"}, "currency"),
        ({"hidden": "perhaps"}, "hidden"),
        ({"colour": "red"}, "colour"),
        ({"title": "x" * 600}, "title"),
        ({"group_id": "a\x00b"}, "group_id"),
        ({"attributes": {"x": "y" * 5_000}}, "attributes"),
    ],
)
def test_a_detail_that_cannot_be_so_is_left_out_and_named(
    secret: TestClient, fields: dict[str, object], field: str
) -> None:
    answer = secret.put("/v1/items/milk", json={"category": "dairy", **fields})
    assert answer.status_code == 200
    assert [warning["field"] for warning in answer.json()["warnings"]] == [field]
    assert secret.get("/v1/items/milk").json()["category"] == "dairy"


def test_nan_in_an_item_is_left_out_and_named(secret: TestClient) -> None:
    answer = secret.put("/v1/items/milk", content='{"price": NaN, "attributes": {"a": Infinity}}')
    assert answer.status_code == 200
    assert {each["field"] for each in answer.json()["warnings"]} == {"price", "attributes.a"}


def test_many_at_once_and_each_bad_one_named(secret: TestClient) -> None:
    items = [{"item_id": "a"}, {"item_id": "b", "price": -1}, {}, 3, {"item_id": "a", "price": 2}]
    answer = secret.put("/v1/items", json={"items": items}).json()
    assert answer["accepted"] == 3
    reported = [(r["index"], r["item_id"], r["field"]) for r in answer["rejected"]]
    assert reported == [(2, None, "item_id"), (3, None, "")]
    assert [(w["index"], w["field"]) for w in answer["warnings"]] == [(1, "price")]
    assert secret.get("/v1/items/a").json()["price"] == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"price": 0}, {"price": None}),
        ({"price": "12,50 €"}, {"price": 12.5, "currency": "EUR"}),
        ({"price": "USD 1,299.00"}, {"price": 1299, "currency": "USD"}),
        ({"price": {"amount": "9.90", "currency_code": "usd"}}, {"price": 9.9, "currency": "USD"}),
        ({"price": 5, "currency": "€"}, {"price": 5, "currency": "EUR"}),
        (
            {"prices": {"USD": 11, "EUR": "10,00"}},
            {"price": 10, "currency": "EUR", "attributes": {"prices": {"USD": 11, "EUR": 10}}},
        ),
        (
            {"price": [{"value": 11, "currency": "USD"}, {"value": 9, "currency": "GBP"}]},
            {"price": 11, "currency": "USD", "attributes": {"prices": {"USD": 11, "GBP": 9}}},
        ),
        (
            {"price": "20 EUR", "sale_price": "15 EUR"},
            {"price": 15, "attributes": {"regular_price": 20, "sale_price": 15}},
        ),
        ({"price": 20, "sale_price": 15, "sale_from": "2099-01-01"}, {"price": 20}),
        ({"price": 20, "sale_price": 15, "sale_until": "2020-01-01T00:00Z"}, {"price": 20}),
        (
            {
                "price": 20,
                "sale_price": 15,
                "sale_price_effective_date": "2020-02-24T11:07+0100/2099-02-28T23:07+0100",
            },
            {"price": 15},
        ),
        ({"price": 20, "sale_price": 0}, {"price": 20}),
        ({"title": "<b>Red</b> cup &amp; saucer<br/>"}, {"title": "Red cup & saucer"}),
        ({"title": "<script>alert('<b>')</script>Cup"}, {"title": "Cup"}),
        ({"title": {"es": "Taza", "en": "Cup"}}, {"title": "Taza"}),
        ({"title": "5 < 6 > 4"}, {"title": "5 < 6 > 4"}),
        ({"title": "&lt;p&gt;Cup&lt;/p&gt;"}, {"title": "Cup"}),
        (
            {"title": 42, "brand": {"@type": "Brand", "name": "ACME"}},
            {"title": "42", "brand": "ACME"},
        ),
        ({"category": ["Home", "Cups"]}, {"category": "Home > Cups"}),
        ({"category": "Home &gt; Cups, Gifts"}, {"category": "Home > Cups"}),
        ({"image_url": ["https://x.example/a.jpg", "b"]}, {"image_url": "https://x.example/a.jpg"}),
        ({"hidden": "true"}, {"hidden": True}),
        ({"group_id": 88}, {"group_id": "88"}),
        ({"gtin": 4006381333931}, {"aliases": ["4006381333931"]}),
    ],
)
def test_what_shops_write_is_read(
    secret: TestClient, services: LaptopServices, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    put = put_entries(services, ThreadPoolExecutor(1), currency="EUR")
    rewire(secret, put_entries=put)
    answer = secret.put("/v1/items/cup", json=given)
    assert (answer.status_code, answer.json().get("warnings")) == (200, None), answer.text
    got = secret.get("/v1/items/cup").json()
    assert {name: got[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("word", "quantity"),
    [
        ("https://schema.org/OutOfStock", 0),
        ("http://schema.org/SoldOut/", 0),
        ("out of stock", 0),
        ("Discontinued", 0),
        (False, 0),
        ("https://schema.org/InStock", 100),
        ("PreOrder", 100),
        ("in_stock", 100),
        ("backorder", 100),
        (True, 100),
    ],
)
def test_availability_is_stock_online(secret: TestClient, word: Any, quantity: int) -> None:
    """What is for sale and not counted has no count, and comes back if it was sold out."""
    secret.put("/v1/items/cup", json={"availability": word}).raise_for_status()
    counts = [each["quantity"] for each in secret.get("/v1/items/cup/stock").json()["stock"]]
    assert counts == ([] if quantity else [0])
    secret.put("/v1/items/cup/stock", json={"quantity": 0}).raise_for_status()
    secret.put("/v1/items/cup", json={"availability": word}).raise_for_status()
    (level,) = secret.get("/v1/items/cup/stock").json()["stock"]
    assert (level["location"], level["quantity"]) == ("online", quantity)


def test_an_unknown_availability_changes_no_stock(secret: TestClient) -> None:
    answer = secret.put("/v1/items/cup", json={"availability": "soonish", "quantity": "1.200"})
    assert [each["field"] for each in answer.json()["warnings"]] == ["availability"]
    (level,) = secret.get("/v1/items/cup/stock").json()["stock"]
    assert level["quantity"] == 1.2
    secret.put("/v1/items/mug", json={"title": "Mug"}).raise_for_status()
    assert secret.get("/v1/items/mug/stock").json()["stock"] == []


def test_ten_thousand_items_in_one_call(secret: TestClient, clock: Clock) -> None:
    items = [
        {"item_id": f"i{n}", "group_id": f"g{n // 200}", "title": f"<i>Cup {n}</i>", "price": n}
        for n in range(10_000)
    ]
    answer = secret.put("/v1/items", json={"items": items})
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (10_000, [])
    assert secret.get("/v1/items/i9999").json()["title"] == "Cup 9999"
    clock.advance(seconds=5)
    answer = secret.get("/v1/recommendations?placement=home&n=100")
    assert len({item["item"].get("price", 0) // 200 for item in answer.json()["items"]}) == 50


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"items": 3}, 422), ({"items": [{}] * 10_001}, 413)]
)
def test_a_bulk_that_is_none(secret: TestClient, body: dict[str, object], status: int) -> None:
    assert secret.put("/v1/items", json=body).status_code == status


def test_before_the_first_snapshot_what_was_put_is_shown_all_the_same(
    secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    secret.put("/v1/items/a", json={"title": "A"})
    clock.advance(seconds=5)
    answer = publishable.get("/v1/recommendations?placement=home").json()
    assert [item["item_id"] for item in answer["items"]] == ["a"]


def test_an_item_that_another_writer_changes_first_is_put_over_it(
    secret: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_newer = CatalogRows.put_newer
    faster: list[Item] = []

    def raced(rows: CatalogRows, item: Item) -> bool:
        if item.item_id == "milk" and not faster:
            faster.append(replace(item, title="faster", version=item.version + 5))
            put_newer(rows, faster[0])
        return put_newer(rows, item)

    monkeypatch.setattr(CatalogRows, "put_newer", raced)
    entries = [{"item_id": "milk", "title": "later"}, {"item_id": "tea"}]
    assert secret.put("/v1/items", json={"items": entries}).json()["accepted"] == 2
    milk = secret.get("/v1/items/milk").json()
    assert (milk["title"], milk["version"]) == ("later", faster[0].version + 1)


def test_an_item_that_keeps_changing_is_to_be_put_again(
    secret: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CatalogRows, "put_newer", lambda *_: False)
    answer = secret.put("/v1/items/milk", json=MILK)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["detail"] == "1 of 1 items kept changing; put them again"


def test_a_sale_begins_and_ends_without_another_put(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    times = {"sale_from": clock() + HOUR, "sale_until": clock() + 2 * HOUR}
    sale = {"price": 20, "sale_price": 15, **times}
    secret.put("/v1/items/cup", json=sale).raise_for_status()
    secret.put("/v1/items/mug", json={"price": 9}).raise_for_status()
    seen = []
    for _ in range(3):
        BuildSnapshot(services)()
        item = secret.get("/v1/items/cup").json()
        facts = services.storage.item_facts.find(["cup"], None, now=clock())
        seen.append((item["price"], facts["cup"].price))
        clock.advance(hours=1)
    assert seen == [(20, 20), (15, 15), (20, 20)]
    known = services.storage.catalog.get(["mug"])["mug"]
    assert known.version == known.created_at


def test_what_is_recommended_has_the_price_of_the_moment(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    sale = {"price": 20, "sale_price": 15, "sale_until": clock() + HOUR}
    secret.put("/v1/items/cup", json=sale).raise_for_status()
    BuildSnapshot(services)()
    clock.advance(hours=0.5)

    def price() -> float:
        answer = secret.get("/v1/recommendations", params={"placement": "home"})
        return float(answer.json()["items"][0]["item"]["price"])

    before = price()
    clock.advance(hours=1)
    assert (before, price()) == (15, 20)
