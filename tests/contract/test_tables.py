"""What storage takes for granted of the three tables, whichever engine holds them."""

from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest

from functions.storage.tables import (
    CHANGES_INDEX,
    DUE_INDEX,
    READY_INDEX,
    TTL_ATTRIBUTE,
    TableNames,
    create_tables,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def put(dynamodb: "DynamoDBClient", table: str, pk: str, sk: str) -> None:
    dynamodb.put_item(TableName=table, Item={"pk": {"S": pk}, "sk": {"S": sk}})


def test_each_table_is_on_demand_with_the_same_key(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    for name in astuple(tables):
        table = dynamodb.describe_table(TableName=name)["Table"]
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]


def test_streams_carry_the_images_their_readers_need(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    views = [
        dynamodb.describe_table(TableName=name)["Table"]["StreamSpecification"]["StreamViewType"]
        for name in astuple(tables)
    ]
    assert views == ["NEW_IMAGE", "NEW_AND_OLD_IMAGES", "NEW_AND_OLD_IMAGES"]


def test_items_expire_by_the_same_attribute(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    for name in astuple(tables):
        described = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        assert described["TimeToLiveStatus"] == "ENABLED"
        assert described["AttributeName"] == TTL_ATTRIBUTE


def test_the_change_index_holds_only_what_carries_a_shard_in_order_of_time(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    put(dynamodb, tables.catalog, "item#unchanged", "item")
    for pk, shard, at in [("item#b", "3", 20), ("item#a", "3", 10), ("item#c", "4", 15)]:
        row = {"pk": {"S": pk}, "sk": {"S": "item"}, "price": {"N": "1"}}
        change = {"change_shard": {"S": shard}, "changed_at": {"N": str(at)}}
        dynamodb.put_item(TableName=tables.catalog, Item={**row, **change})
    found = dynamodb.query(
        TableName=tables.catalog,
        IndexName=CHANGES_INDEX,
        KeyConditionExpression="change_shard = :shard AND changed_at > :at",
        ExpressionAttributeValues={":shard": {"S": "3"}, ":at": {"N": "5"}},
    )["Items"]
    assert [row["pk"]["S"] for row in found] == ["item#a", "item#b"]
    assert "price" not in found[0]


@pytest.mark.parametrize("index", [DUE_INDEX, READY_INDEX])
def test_an_index_of_customers_holds_the_keys_of_rows_that_wait(
    dynamodb: "DynamoDBClient", tables: TableNames, index: str
) -> None:
    put(dynamodb, tables.customers, "customer#idle", "agenda")
    for pk, at in [("customer#b", 20), ("customer#a", 10), ("customer#late", 30)]:
        row = {"pk": {"S": pk}, "sk": {"S": "agenda"}, "body": {"S": "x"}}
        waits = {f"{index}_shard": {"S": "3"}, f"{index}_at": {"N": str(at)}}
        dynamodb.put_item(TableName=tables.customers, Item={**row, **waits})
    found = dynamodb.query(
        TableName=tables.customers,
        IndexName=index,
        KeyConditionExpression=f"{index}_shard = :shard AND {index}_at <= :now",
        ExpressionAttributeValues={":shard": {"S": "3"}, ":now": {"N": "20"}},
    )["Items"]
    assert [row["pk"]["S"] for row in found] == ["customer#a", "customer#b"]
    assert set(found[0]) == {"pk", "sk", f"{index}_shard", f"{index}_at"}


def test_creating_again_keeps_what_is_there(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    put(dynamodb, tables.events, "visitor#1", "b#1")
    create_tables(dynamodb, tables)
    key = {"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}}
    assert "Item" in dynamodb.get_item(TableName=tables.events, Key=key)


def test_a_query_gives_one_partition_in_order_and_pages(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    for n in (3, 1, 2):
        put(dynamodb, tables.events, "visitor#1", f"b#{n}")
        put(dynamodb, tables.events, "visitor#2", f"b#{n}")
    pages = dynamodb.get_paginator("query").paginate(
        TableName=tables.events,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :family)",
        ExpressionAttributeValues={":pk": {"S": "visitor#1"}, ":family": {"S": "b#"}},
        ScanIndexForward=False,
        PaginationConfig={"PageSize": 2},
    )
    found = [[row["sk"]["S"] for row in page["Items"]] for page in pages]
    assert found == [["b#3", "b#2"], ["b#1"]]


def test_a_person_without_rows_is_an_empty_answer(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    answer = dynamodb.query(
        TableName=tables.events,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "visitor#nobody"}},
    )
    assert answer["Items"] == []


def test_a_refused_transaction_leaves_nothing_behind(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    put(dynamodb, tables.events, "visitor#1", "b#1")
    taken = {"TableName": tables.events, "ConditionExpression": "attribute_not_exists(pk)"}
    writes = [
        {"Put": {"TableName": tables.events, "Item": {"pk": {"S": "new"}, "sk": {"S": "b#1"}}}},
        {
            "Update": {
                "TableName": tables.events,
                "Key": {"pk": {"S": "visitor#1"}, "sk": {"S": "b#9"}},
                "UpdateExpression": "SET n = :n",
                "ExpressionAttributeValues": {":n": {"N": "1"}},
            }
        },
        {"Put": {**taken, "Item": {"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}}}},
    ]
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
    rows = dynamodb.scan(TableName=tables.events)["Items"]
    assert rows == [{"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}}]
