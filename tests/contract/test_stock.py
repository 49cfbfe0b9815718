"""Stock under races: whatever the order of arrival, the newest observation is what is left."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from functions.domain.stock import Availability, StockLevel
from functions.services.catalogue.stock import PutStock
from functions.storage.catalog import CatalogRows
from functions.storage.stock import StockRows
from functions.storage.tables import TableNames
from local.engine import Engine
from tests.conftest import Clock
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UPDATES = {"embedded": 10_000, "embedded-http": 600, "dynamodb-local": 10_000}
PLACES = [(f"i{item}", place) for item in range(10) for place in ("online", "store-1")]


@pytest.fixture
def stock(dynamodb: "DynamoDBClient", tables: TableNames) -> StockRows:
    return StockRows(dynamodb, tables.catalog)


@pytest.fixture
def catalog(dynamodb: "DynamoDBClient", tables: TableNames) -> CatalogRows:
    return CatalogRows(dynamodb, tables.catalog)


def level(quantity: int, version: int = NOON, **more: int) -> StockLevel:
    return StockLevel(
        "i1",
        "online",
        Decimal(quantity),
        NOON,
        version=version,
        changed_at=more.pop("changed_at", version),
    )


def changes(catalog: CatalogRows, since: int = 0) -> list[tuple[str, str, bool, int]]:
    return sorted(
        (row.item_id, row.location, row.available, row.version)
        for row in catalog.changed_since(since)
        if isinstance(row, Availability)
    )


def test_a_level_comes_back_as_it_was_put(stock: StockRows) -> None:
    assert stock.put(level(3), known=None)
    assert stock.get([("i1", "online"), ("i1", "store-1")]) == {("i1", "online"): level(3)}
    assert stock.find("i1") == [level(3)]
    assert (stock.count("i1"), stock.count("i2")) == (1, 0)


def test_a_row_is_replaced_only_by_who_saw_it(stock: StockRows) -> None:
    assert stock.put(level(3), known=None)
    assert not stock.put(level(4), known=None)
    assert stock.put(level(5, NOON + 1), known=level(3))
    assert not stock.put(level(6, NOON + 1), known=level(3))
    assert stock.find("i1") == [level(5, NOON + 1)]


def test_the_index_hears_of_selling_out_and_coming_back_and_of_nothing_else(
    stock: StockRows, catalog: CatalogRows, clock: Clock
) -> None:
    seen = []
    with ThreadPoolExecutor(1) as pool:
        put = PutStock(stock, clock, pool)
        for quantity in (5, 4, 0, 0, 9, 8):
            clock.advance(seconds=1)
            put([StockLevel("i1", "online", Decimal(quantity), clock())])
            seen.append(changes(catalog)[0][2:])
    seconds = [(available, (at - NOON) // 1000) for available, at in seen]
    assert seconds == [(True, 1), (True, 1), (False, 3), (False, 3), (True, 5), (True, 5)]


def test_updates_out_of_order_on_two_writers_end_in_the_newest(
    stock: StockRows, catalog: CatalogRows, clock: Clock, engine: Engine
) -> None:
    rng = random.Random(7)  # noqa: S311 a seed, so that it repeats
    levels = [
        StockLevel(item_id, place, Decimal(rng.choice([0, 0, 1, 2])), NOON + at)
        for at in range(UPDATES[engine.name] // len(PLACES))
        for item_id, place in PLACES
    ]
    rng.shuffle(levels)
    with ThreadPoolExecutor(8) as pool, ThreadPoolExecutor(2) as writers:
        halves = [levels[::2], levels[1::2]]
        for outcome in writers.map(lambda half: write(PutStock(stock, clock, pool), half), halves):
            assert outcome, "each writer must have stored something to mean anything"
    newest = {
        place: max((s for s in levels if (s.item_id, s.location) == place), key=when)
        for place in PLACES
    }
    kept = stock.get(PLACES)
    assert {p: (k.quantity, k.observed_at) for p, k in kept.items()} == {
        p: (s.quantity, s.observed_at) for p, s in newest.items()
    }
    changed = {(item, place): available for item, place, available, _ in changes(catalog)}
    assert changed == {place: s.quantity > 0 for place, s in newest.items()}


def when(level: StockLevel) -> int:
    return level.observed_at


def write(put: PutStock, levels: list[StockLevel]) -> int:
    """Small calls, so that the writers meet; how many observations were taken."""
    calls = [levels[start : start + 5] for start in range(0, len(levels), 5)]
    return sum(stored.applied for call in calls for stored in put(call))
