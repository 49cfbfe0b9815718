from decimal import Decimal
from threading import Event, Thread
from typing import Any

import pytest

from functions.domain.item import Item
from functions.domain.stock import StockLevel, succeed
from functions.settings import Settings
from functions.storage.tables import TableNames
from local.catalog_stream import CatalogStream
from local.engine import Engine
from local.services import LaptopServices
from tests.unit.builders import NOON


@pytest.fixture
def services(tables: TableNames, tmp_path: Any) -> LaptopServices:
    settings = Settings(
        customers_table=tables.customers,
        catalog_table=tables.catalog,
        work_folder=tmp_path / "work",
    )
    return LaptopServices(settings, tmp_path / "data", clock=lambda: NOON)


def test_it_wakes_for_what_is_shown_and_not_for_a_quantity(
    services: LaptopServices, engine: Engine
) -> None:
    stream = CatalogStream(services, engine)
    stock = services.storage.stock
    known, woken = None, []
    for quantity in (3, 2, 0, 0, 1):
        level = succeed(known, StockLevel("a", "online", Decimal(quantity), NOON), now=NOON)
        assert level
        assert stock.put(level, known=known)
        known = level
        stream.changed.clear()
        stream.poller.poll_once()
        woken.append(stream.changed.is_set())
    assert woken == [True, False, True, False, True]


def test_a_snapshot_follows_an_item_that_was_put(services: LaptopServices, engine: Engine) -> None:
    stream, stop = CatalogStream(services, engine), Event()
    services.storage.catalog.put([Item("a", "a", version=NOON)])
    keeper = Thread(target=stream.keep_snapshot, args=(stop,))
    keeper.start()
    try:
        while not list(services.blobs.keys("snapshots/current.json")):
            assert keeper.is_alive()
            stop.wait(0.05)
    finally:
        stop.set()
        keeper.join(10)
