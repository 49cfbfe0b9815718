from typing import TYPE_CHECKING

import pytest

from functions.domain.item import Item
from functions.storage.catalog import Catalog
from functions.storage.tables import TableNames
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def catalog(dynamodb: "DynamoDBClient", tables: TableNames) -> Catalog:
    return Catalog(dynamodb, tables.catalog)


def item(number: int, version: int = NOON) -> Item:
    return Item(f"i{number}", f"g{number}", title="té", price=1.5, created_at=5, version=version)


def test_items_come_back_as_they_were_put(catalog: Catalog) -> None:
    assert catalog.put([item(1), item(2)]) == set()
    assert catalog.get(["i1", "i2", "i1", "unknown"]) == {"i1": item(1), "i2": item(2)}


def test_more_items_than_one_call_of_dynamodb_takes(catalog: Catalog) -> None:
    items = [item(number) for number in range(120)]
    assert catalog.put(items) == set()
    assert catalog.get([i.item_id for i in items]) == {i.item_id: i for i in items}


def test_what_changed_since_is_found_without_reading_the_rest(catalog: Catalog) -> None:
    catalog.put([item(number, NOON + number) for number in range(20)])
    assert sorted(catalog.changed_since(NOON + 18)) == ["i18", "i19"]
    catalog.put([item(3, NOON + 30)])
    assert sorted(catalog.changed_since(NOON + 19)) == ["i19", "i3"]
