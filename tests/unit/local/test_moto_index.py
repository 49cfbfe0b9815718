"""moto's index queries as kept in order, beside what the very same moto answers without help."""

import random
from typing import Any

import pytest

from functions.storage.tables import TableNames
from local.engine import Engine
from local.moto_index import IndexOrder


def row(item: int, at: int | None, size: int = 10) -> dict[str, Any]:
    keys = {"pk": {"S": f"i{item}"}, "sk": {"S": "item"}, "body": {"B": bytes(size)}}
    if at is None:
        return keys
    return {**keys, "change_shard": {"S": f"change#{item % 2}"}, "changed_at": {"N": str(at)}}


def found(engine: Engine, table: str, shard: str, since: int, **more: Any) -> list[str]:
    pages = engine.dynamodb.get_paginator("query").paginate(
        TableName=table,
        IndexName="changes",
        KeyConditionExpression="change_shard = :shard AND changed_at >= :since",
        ExpressionAttributeValues={":shard": {"S": shard}, ":since": {"N": str(since)}},
        **more,
    )
    return [each["pk"]["S"] for page in pages for each in page["Items"]]


def test_puts_moves_and_deletions_in_any_order(engine: Engine, tables: TableNames) -> None:
    rng, now = random.Random(3), dict[int, int | None]()  # noqa: S311 a seed, so that it repeats
    for step in range(300):
        item, at = rng.randrange(30), rng.choice([None, *range(90, 110)])
        if step % 7 == 0:
            engine.dynamodb.delete_item(
                TableName=tables.catalog, Key={"pk": {"S": f"i{item}"}, "sk": {"S": "item"}}
            )
            now.pop(item, None)
        else:
            engine.dynamodb.put_item(TableName=tables.catalog, Item=row(item, at))
            now[item] = at
        if step % 10 == 0:
            shard, since = rng.randrange(2), rng.randrange(90, 110)
            expected = sorted(
                (at, f"i{item}")
                for item, at in now.items()
                if at is not None and at >= since and item % 2 == shard
            )
            names = [name for _, name in expected]
            assert found(engine, tables.catalog, f"change#{shard}", since) == names
            backward = found(
                engine, tables.catalog, f"change#{shard}", since, ScanIndexForward=False
            )
            assert backward == names[::-1]
            assert found(engine, tables.catalog, f"change#{shard}", since, Limit=3) == names


def test_pages_of_one_megabyte_hold_every_row_once(engine: Engine, tables: TableNames) -> None:
    for item in range(40):
        engine.dynamodb.put_item(TableName=tables.catalog, Item=row(item * 2, 5, 90_000))
    names = found(engine, tables.catalog, "change#0", 0)
    assert sorted(names) == sorted(f"i{item * 2}" for item in range(40))


def test_a_transaction_that_is_refused_leaves_the_order_as_it_was(
    engine: Engine, tables: TableNames
) -> None:
    engine.dynamodb.put_item(TableName=tables.catalog, Item=row(2, 5))
    assert found(engine, tables.catalog, "change#0", 0) == ["i2"]
    puts: list[Any] = [
        {
            "Put": {
                "TableName": tables.catalog,
                "Item": each,
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        for each in (row(4, 6), row(2, 7))
    ]
    with pytest.raises(engine.dynamodb.exceptions.TransactionCanceledException):
        engine.dynamodb.transact_write_items(TransactItems=puts)
    engine.dynamodb.put_item(TableName=tables.catalog, Item=row(6, 8))
    assert found(engine, tables.catalog, "change#0", 0) == ["i2", "i6"]


def test_a_query_reads_no_more_rows_than_it_answers_with(
    engine: Engine, tables: TableNames
) -> None:
    from moto.backends import get_backend  # noqa: PLC0415 it takes a second to import

    for item in range(60):
        engine.dynamodb.put_item(TableName=tables.catalog, Item=row(item * 2, item))
    backend = get_backend("dynamodb")["123456789012"]["us-east-1"]
    order = IndexOrder.of(backend.tables[tables.catalog], "changes")
    assert order is not None
    from moto.dynamodb.models.dynamo_type import DynamoType  # noqa: PLC0415 as above

    asked = {
        "hash_key_conditions": [("change_shard", DynamoType({"S": "change#0"}))],
        "range_key_conditions": [("changed_at", ">=", [DynamoType({"N": "57"})])],
    }
    assert [each.attrs["pk"].value for each in order.candidates(asked)] == ["i114", "i116", "i118"]
