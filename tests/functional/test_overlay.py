"""What changes in the catalogue is in the answers within seconds, without a new snapshot."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.api.app import create_app
from functions.settings import Settings
from functions.snapshot.build import BuildSnapshot
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller
from tests.functional.wired import wiring

EVERYTHING = {*shop.COFFEE, *shop.TEA}


@pytest.fixture
def fresh(services: LaptopServices, learned: str, clock: Clock) -> None:
    """The small shop's catalogue in the table too, and its snapshot some minutes old."""
    shop.put_items(services)
    clock.advance(seconds=300)


pytestmark = pytest.mark.usefixtures("fresh")
Shown = Callable[..., list[str]]


@pytest.fixture
def shown(secret: TestClient) -> Shown:
    return lambda **query: ids(secret, **query)


def ids(client: TestClient, **query: Any) -> list[str]:
    answer = client.get("/v1/recommendations", params={"placement": "home", "n": 20, **query})
    assert answer.status_code == 200, answer.text
    return [item["item_id"] for item in answer.json()["items"]]


def stock(client: TestClient, item_id: str, quantity: int, **more: Any) -> None:
    body = {"quantity": quantity, **more}
    assert client.put(f"/v1/items/{item_id}/stock", json=body).status_code == 200


def test_a_stock_change_during_a_frozen_instance_is_honoured_by_its_first_answer_after_the_thaw(
    services: LaptopServices, secret: TestClient, shown: Shown, clock: Clock
) -> None:
    assert set(shown()) == EVERYTHING
    another_instance = caller(TestClient(create_app(services)), secret.headers["Authorization"][7:])
    clock.advance(hours=1)
    stock(another_instance, "beans", 0)
    assert set(shown()) == EVERYTHING - {"beans"}


def test_sold_out_hidden_and_deleted_items_are_gone_five_seconds_later(
    secret: TestClient, shown: Shown, clock: Clock
) -> None:
    assert set(shown()) == EVERYTHING
    stock(secret, "beans", 0)
    secret.put("/v1/items/mug", json={"hidden": True})
    secret.delete("/v1/items/cup")
    clock.advance(seconds=5)
    assert set(shown()) == EVERYTHING - {"beans", "mug", "cup"}


def test_a_restocked_and_a_new_item_appear(secret: TestClient, shown: Shown, clock: Clock) -> None:
    stock(secret, "beans", 0)
    clock.advance(seconds=5)
    assert "beans" not in shown()
    stock(secret, "beans", 1)
    secret.put("/v1/items/honey", json={"category": "tea", "title": "Honey"})
    clock.advance(seconds=5)
    assert set(shown()) == EVERYTHING | {"honey"}
    answer = secret.get("/v1/recommendations", params={"placement": "home", "n": 20}).json()
    honey = next(item for item in answer["items"] if item["item_id"] == "honey")
    assert (honey["reason"], honey["item"]) == ("new", {"title": "Honey", "category": "tea"})


def test_a_look_is_not_taken_at_every_request(
    secret: TestClient, shown: Shown, clock: Clock
) -> None:
    shown()
    stock(secret, "beans", 0)
    clock.advance(seconds=3)
    assert set(shown()) == EVERYTHING, "three seconds are within the promise"


def test_the_price_and_the_group_that_were_put_last_count(
    secret: TestClient, shown: Shown, clock: Clock
) -> None:
    secret.put("/v1/items/beans", json={"price": 99, "category": "coffee"})
    secret.put("/v1/items/mug", json={"price": 0.5, "group_id": "cup"})
    clock.advance(seconds=5)
    assert "beans" not in shown(max_price=90)
    assert "beans" in shown(min_price=98)
    assert len({"mug", "cup"} & set(shown())) == 1, "a list shows one of a group"


def test_a_change_that_the_index_shows_late_still_counts(
    services: LaptopServices, secret: TestClient, shown: Shown, clock: Clock
) -> None:
    """Every look reads the last 30 s again."""
    beans = services.storage.catalog.get(["beans"])["beans"]
    late = clock()
    clock.advance(seconds=20)
    shown()
    fields = {name: getattr(beans, name) for name in type(beans).__dataclass_fields__}
    services.storage.catalog.put([type(beans)(**{**fields, "hidden": True, "version": late})])
    clock.advance(seconds=5)
    assert "beans" not in shown()


def test_a_new_snapshot_takes_the_changes_over_and_forgets_none(
    services: LaptopServices, secret: TestClient, shown: Shown, clock: Clock
) -> None:
    stock(secret, "beans", 0)
    BuildSnapshot(services)()
    stock(secret, "mug", 0)
    clock.advance(seconds=5)
    for look in range(3):
        assert set(shown()) == EVERYTHING - {"beans", "mug"}, look
        wiring(secret).scorer_provider.refresh()
    assert wiring(secret).scorer_provider.current().snapshot.changed_until > 0
    assert list(wiring(secret).scorer_provider.current().snapshot.stock.rows())


def test_going_back_to_an_older_snapshot_reads_what_came_after_it(
    services: LaptopServices, secret: TestClient, shown: Shown, clock: Clock
) -> None:
    first = services.blobs.read("snapshots/current.json")
    stock(secret, "beans", 0)
    clock.advance(seconds=120)
    BuildSnapshot(services)()
    wiring(secret).scorer_provider.refresh()
    clock.advance(seconds=120)
    assert set(shown()) == EVERYTHING - {"beans"}
    services.blobs.write("snapshots/current.json", first)
    wiring(secret).scorer_provider.refresh()
    assert set(shown()) == EVERYTHING - {"beans"}


def test_while_the_index_cannot_be_read_what_is_known_is_served(
    settings: Settings,
    services: LaptopServices,
    issue_key: IssueKey,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = caller(TestClient(create_app(services)), issue_key("secret"))
    stock(client, "beans", 0)
    clock.advance(seconds=5)
    assert set(ids(client)) == EVERYTHING - {"beans"}
    unreachable = settings.model_copy(update={"dynamodb_endpoint_url": "http://127.0.0.1:9"})
    cut_off = LaptopServices(unreachable, services.data, clock=clock).storage.low_latency_catalog
    with monkeypatch.context() as outage:
        outage.setattr(services.storage.low_latency_catalog, "changes", cut_off.changes)
        clock.advance(seconds=60)
        assert set(ids(client)) == EVERYTHING - {"beans"}
        stock(client, "mug", 0)
    clock.advance(seconds=1)
    assert set(ids(client)) == EVERYTHING - {"beans", "mug"}, "it looks again a second later"
