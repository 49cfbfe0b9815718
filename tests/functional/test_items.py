from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from functions.domain.item import Item
from functions.storage.catalog import CatalogRows
from tests.conftest import Clock

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
def test_a_field_that_cannot_be_so_is_named(
    secret: TestClient, fields: dict[str, object], field: str
) -> None:
    answer = secret.put("/v1/items/milk", json=fields)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_nan_in_an_item_is_named(secret: TestClient) -> None:
    answer = secret.put("/v1/items/milk", content='{"price": NaN, "attributes": {"a": Infinity}}')
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"price", "attributes.a"}


def test_many_at_once_and_each_bad_one_named(secret: TestClient) -> None:
    items = [{"item_id": "a"}, {"item_id": "b", "price": -1}, {}, 3, {"item_id": "a", "price": 2}]
    answer = secret.put("/v1/items", json={"items": items}).json()
    assert answer["accepted"] == 2
    reported = [(r["index"], r["item_id"], r["field"]) for r in answer["rejected"]]
    assert reported[:2] == [(1, "b", "price"), (2, None, "item_id")]
    assert reported[2][0] == 3
    assert secret.get("/v1/items/a").json()["price"] == 2


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"items": 3}, 422), ({"items": [{}] * 501}, 413)]
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
