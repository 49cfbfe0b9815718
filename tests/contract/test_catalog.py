from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from functions.domain.item import Item, tombstone
from functions.storage.catalog import CatalogRows
from functions.storage.keys.catalog_keys import CHANGE_SHARDS, change_shard
from functions.storage.tables import TableNames
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def catalog(dynamodb: "DynamoDBClient", tables: TableNames) -> CatalogRows:
    return CatalogRows(dynamodb, tables.catalog)


def item(number: int, version: int = NOON) -> Item:
    return Item(f"i{number}", f"g{number}", title="té", price=1.5, created_at=5, version=version)


def test_items_come_back_as_they_were_put(catalog: CatalogRows) -> None:
    assert catalog.put([item(1), item(2)]) == set()
    assert catalog.get(["i1", "i2", "i1", "unknown"]) == {"i1": item(1), "i2": item(2)}


def test_more_items_than_one_call_of_dynamodb_takes(catalog: CatalogRows) -> None:
    items = [item(number) for number in range(120)]
    assert catalog.put(items) == set()
    assert catalog.get([i.item_id for i in items]) == {i.item_id: i for i in items}


def test_what_changed_since_is_found_without_reading_the_rest(catalog: CatalogRows) -> None:
    catalog.put([item(number, NOON + number) for number in range(20)])
    assert changed(catalog, NOON + 18) == [item(18, NOON + 18), item(19, NOON + 19)]
    catalog.put([item(3, NOON + 30)])
    assert changed(catalog, NOON + 19) == [item(19, NOON + 19), item(3, NOON + 30)]


def test_changes_beyond_a_page_are_found_by_going_on(catalog: CatalogRows) -> None:
    """A page has at most 1 MB, whatever the engine; attributes here do not compress."""
    heavy = [replace(item(n), attributes={"noise": randbytes(n, 60_000).hex()}) for n in range(80)]
    assert catalog.put(heavy) == set()
    shard = max(CHANGE_SHARDS, key=lambda s: sum(change_shard(each.item_id) == s for each in heavy))
    assert catalog.changes(shard, 0).after is not None
    assert changed(catalog, 0) == sorted(heavy, key=lambda each: (each.version, each.item_id))


def test_an_older_or_equal_version_does_not_replace_an_item(catalog: CatalogRows) -> None:
    assert catalog.put_newer(item(1, NOON))
    assert not catalog.put_newer(replace(item(1, NOON), title="other"))
    assert not catalog.put_newer(item(1, NOON - 1))
    assert catalog.put_newer(item(1, NOON + 1))
    assert catalog.get(["i1"]) == {"i1": item(1, NOON + 1)}


def test_a_deletion_stays_in_the_index(catalog: CatalogRows) -> None:
    catalog.put([item(1)])
    gone = tombstone(item(1), now=NOON)
    assert catalog.put_newer(gone)
    assert changed(catalog, NOON + 1) == [gone]
    assert gone.deleted


def changed(catalog: CatalogRows, since: int) -> list[Item]:
    rows = [row for row in catalog.changed_since(since) if isinstance(row, Item)]
    return sorted(rows, key=lambda each: (each.version, each.item_id))


def randbytes(seed: int, size: int) -> bytes:
    return Random(seed).randbytes(size)  # noqa: S311 a seed, so that it repeats
