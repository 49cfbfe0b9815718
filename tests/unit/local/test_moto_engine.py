"""moto is started and stopped without a trace, and what was mended stays mended."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from moto.core.models import botocore_stubber
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table
from moto.dynamodbstreams.models import dynamodbstreams_backends

from functions.storage.tables import CHANGES_INDEX, TableNames
from local.engine import Engine
from local.moto_engine import moto_running
from local.moto_mends import _narrow_query


def test_starting_and_stopping_leaves_no_trace() -> None:
    def state() -> tuple[Any, ...]:
        stubbing = botocore_stubber.enabled, botocore_stubber.process_request
        return Table.query, DynamoDBBackend.transact_write_items, stubbing, dict(os.environ)

    before = state()
    with moto_running():
        assert state() != before
    assert state() == before


class Reads:
    """Counts how many rows moto's query looks at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows = 0
        original = Table.all_items

        def counted(table: Any) -> Any:
            items = original(table)
            self.rows += len(items)
            return items

        monkeypatch.setattr(Table, "all_items", counted)


def fill(engine: Engine, tables: TableNames) -> None:
    for n in range(60):
        row = {"pk": {"S": f"item#{n % 20}"}, "sk": {"S": f"stock#{n}"}}
        change = {"change_shard": {"S": str(n % 30)}, "changed_at": {"N": str(n)}}
        engine.dynamodb.put_item(TableName=tables.catalog, Item={**row, **change})


def test_a_query_looks_at_its_own_partition_only(
    engine: Engine, tables: TableNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, tables)
    reads = Reads(monkeypatch)
    found = engine.dynamodb.query(
        TableName=tables.catalog,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "item#7"}},
    )
    assert found["Count"] == 3
    assert reads.rows == 3


def test_an_index_query_sorts_only_what_can_match(
    engine: Engine, tables: TableNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, tables)
    reads = Reads(monkeypatch)
    found = engine.dynamodb.query(
        TableName=tables.catalog,
        IndexName=CHANGES_INDEX,
        KeyConditionExpression="change_shard = :shard",
        ExpressionAttributeValues={":shard": {"S": "7"}},
    )
    assert [row["changed_at"]["N"] for row in found["Items"]] == ["7", "37"]
    assert reads.rows == 2


def test_a_transaction_does_not_copy_the_table(
    engine: Engine, tables: TableNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, tables)
    copied: list[Any] = []
    original = Item.__deepcopy__

    def counted(item: Any, memo: Any) -> Any:
        copied.append(item)
        return original(item, memo)

    monkeypatch.setattr(Item, "__deepcopy__", counted)
    row = {"pk": {"S": "item#new"}, "sk": {"S": "item"}}
    engine.dynamodb.transact_write_items(
        TransactItems=[{"Put": {"TableName": tables.catalog, "Item": row}}]
    )
    assert len(copied) < 5


def test_one_call_runs_at_a_time(
    engine: Engine, tables: TableNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[int] = []
    most: list[int] = []
    original = Table.put_item

    def watched(*args: Any, **kwargs: Any) -> Any:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.002)  # long enough for another thread to come in, if it could
        inside.pop()
        return original(*args, **kwargs)

    monkeypatch.setattr(Table, "put_item", watched)
    rows = [{"pk": {"S": "visitor#1"}, "sk": {"S": f"b#{n}"}} for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(lambda row: engine.dynamodb.put_item(TableName=tables.events, Item=row), rows)
        )
    assert most == [1] * 12


def test_an_idle_stream_costs_no_memory(engine: Engine, tables: TableNames) -> None:
    arn = engine.stream_arn(tables.events)
    shard = engine.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]
    iterator = engine.streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
    )["ShardIterator"]
    kept = dynamodbstreams_backends["123456789012"]["us-east-1"].shard_iterators
    before = len(kept)
    for _ in range(5):
        iterator = engine.streams.get_records(ShardIterator=iterator)["NextShardIterator"]
    assert len(kept) == before


def test_a_moto_of_another_shape_is_left_as_it_is() -> None:
    def query(table: Any, hash_key: str) -> str:
        return hash_key

    assert _narrow_query(query) is query
