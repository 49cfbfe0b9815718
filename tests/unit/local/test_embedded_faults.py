"""What goes wrong under the engine leaves it whole."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.storage.tables import TABLES, TableNames, create_tables
from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine
from local.embedded.table import Table

NAMES = TableNames.prefixed("faulty")


def row(sk: str) -> dict[str, Any]:
    return {"pk": {"S": "a"}, "sk": {"S": sk}}


def test_a_disk_that_fails_undoes_the_call_and_loses_no_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with EmbeddedEngine() as engine:
        client = EmbeddedClient(engine, "dynamodb")
        streams = EmbeddedClient(engine, "dynamodbstreams")
        create_tables(client, NAMES)  # type: ignore[arg-type]
        write, calls = Table.write, []

        def failing(*args: Any) -> None:
            calls.append(args)
            write(*args)
            if len(calls) == 2:
                raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(Table, "write", failing)
        requests = [{"PutRequest": {"Item": row(sk)}} for sk in "xyz"]
        with pytest.raises(ClientError, match="disk is full") as caught:
            client.batch_write_item(RequestItems={NAMES.events: requests})
        assert caught.value.response["Error"]["Code"] == "InternalServerError"
        assert client.scan(TableName=NAMES.events)["Items"] == []
        client.put_item(TableName=NAMES.events, Item=row("w"))
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records(client, streams)]
        assert [int(number) % 1000 for number in numbers] == [1]


def records(client: Any, streams: Any) -> list[Any]:
    arn = client.describe_table(TableName=NAMES.events)["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    at = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    found: list[Any] = streams.get_records(ShardIterator=at)["Records"]
    return found


def test_of_racing_creations_of_one_table_one_wins() -> None:
    definition = {k: v for k, v in TABLES["events"].items() if k != "TimeToLiveSpecification"}
    definition.pop("StreamSpecification")
    with EmbeddedEngine() as engine:
        client = EmbeddedClient(engine, "dynamodb")

        def create(_: int) -> bool:
            try:
                client.create_table(TableName="t", **definition)
            except client.exceptions.ResourceInUseException:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(create, range(16))) == 1


def test_a_table_that_is_deleted_takes_what_waits_for_its_index_along() -> None:
    with EmbeddedEngine() as engine:
        client = EmbeddedClient(engine, "dynamodb")
        create_tables(client, NAMES)  # type: ignore[arg-type]
        engine.lag_indexes(True)
        change = {"change_shard": {"S": "0"}, "changed_at": {"N": "1"}}
        client.put_item(TableName=NAMES.catalog, Item={**row("x"), **change})
        client.delete_table(TableName=NAMES.catalog)
        assert engine.catch_up_indexes() == 0
