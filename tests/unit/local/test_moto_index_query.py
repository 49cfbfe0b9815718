"""moto's index queries, made fast by remembering, never answer from before a change."""

from typing import TYPE_CHECKING

import pytest

from functions.domain.item import Item
from functions.storage.catalog import Catalog
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def changed(catalog: Catalog, since: int) -> list[tuple[str, int]]:
    found = [row for row in catalog.changed_since(since) if isinstance(row, Item)]
    return sorted((item.item_id, item.version) for item in found)


def test_each_change_is_in_the_next_answer(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    catalog = Catalog(dynamodb, tables.catalog)
    assert changed(catalog, 0) == []
    catalog.put([Item(str(n), str(n), version=n) for n in range(1, 6)])
    assert changed(catalog, 4) == [("4", 4), ("5", 5)]
    assert changed(catalog, 4) == [("4", 4), ("5", 5)]
    catalog.put([Item("1", "1", version=9)])
    assert changed(catalog, 4) == [("1", 9), ("4", 4), ("5", 5)]
    dynamodb.delete_item(TableName=tables.catalog, Key={"pk": {"S": "5"}, "sk": {"S": "item"}})
    assert changed(catalog, 4) == [("1", 9), ("4", 4)]


def test_a_refused_transaction_leaves_the_answer_as_it_was(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    catalog = Catalog(dynamodb, tables.catalog)
    catalog.put([Item("1", "1", version=1)])
    assert changed(catalog, 0) == [("1", 1)]
    row = dynamodb.get_item(TableName=tables.catalog, Key={"pk": {"S": "1"}, "sk": {"S": "item"}})[
        "Item"
    ]
    twice = [
        {"Put": {"TableName": tables.catalog, "Item": {**row, "pk": {"S": "2"}}}},
        {
            "Put": {
                "TableName": tables.catalog,
                "Item": row,
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        },
    ]
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=twice)  # type: ignore[arg-type] # made of a row
    assert changed(catalog, 0) == [("1", 1)]
