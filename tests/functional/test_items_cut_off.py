"""A call with many items that ends half-way, as its time was over, and comes again."""

from threading import Lock

import pytest

from functions.domain.item import Item
from functions.errors import Unavailable
from functions.storage.catalog import CatalogRows
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

COUNT, FIRST = 600, 200
ITEMS = [{"item_id": f"i{n}", "title": f"Cup {n}", "price": n, "quantity": 3} for n in range(COUNT)]


def test_a_call_that_was_cut_off_goes_on_where_it_ended(
    secret: TestClient,
    services: LaptopServices,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_newer, lock, written = CatalogRows.put_newer, Lock(), list[str]()

    def cut_off(rows: CatalogRows, item: Item) -> bool:
        with lock:
            if len(written) >= FIRST:
                raise Unavailable("the time is over")
            written.append(item.item_id)
        return put_newer(rows, item)

    def counted(rows: CatalogRows, item: Item) -> bool:
        with lock:
            written.append(item.item_id)
        return put_newer(rows, item)

    with monkeypatch.context() as ended:
        ended.setattr(CatalogRows, "put_newer", cut_off)
        assert secret.put("/v1/items", json={"items": ITEMS}).status_code == 503
    versions = {i: each.version for i, each in services.storage.catalog.get(written).items()}
    clock.advance(seconds=30)
    with monkeypatch.context() as watched:
        watched.setattr(CatalogRows, "put_newer", counted)
        answer = secret.put("/v1/items", json={"items": ITEMS}).json()
    assert (answer["accepted"], answer["rejected"]) == (COUNT, [])
    assert sorted(written) == sorted(f"i{n}" for n in range(COUNT)), "each once"
    again = services.storage.catalog.get(list(versions))
    assert {i: each.version for i, each in again.items()} == versions
    levels = services.storage.stock.get([(f"i{n}", "online") for n in range(COUNT)])
    assert {int(each.quantity) for each in levels.values()} == {3}
    assert len(levels) == COUNT
