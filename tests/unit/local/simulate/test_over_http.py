"""Calls over HTTP take and give what boto3 does, on the embedded engine behind an address."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from functions.storage.tables import TableNames, create_tables
from local.embedded.client import EmbeddedClient
from local.engine import Engine, engine_running
from local.simulate.environment.over_http import OverHttp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NAMES = TableNames.prefixed("over-http")
KEY: Any = {"pk": {"S": "a"}, "sk": {"S": "b"}}
ITEM: Any = {**KEY, "body": {"B": b"\x00\xff"}, "parts": {"L": [{"B": b"x"}, {"N": "1"}]}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_running({}, name="embedded-http") as running:
        create_tables(running.dynamodb, NAMES)
        yield running


@pytest.fixture
def over_http(engine: Engine) -> Iterator[OverHttp]:
    with closing(OverHttp(engine.endpoint_url or "")) as over:
        yield over


@pytest.fixture
def dynamodb(over_http: OverHttp) -> "DynamoDBClient":
    return cast("DynamoDBClient", EmbeddedClient(over_http, "dynamodb"))


def test_bytes_come_back_as_they_were(engine: Engine, dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName=NAMES.customers, Item=ITEM)
    assert dynamodb.get_item(TableName=NAMES.customers, Key=KEY)["Item"] == ITEM
    assert engine.dynamodb.get_item(TableName=NAMES.customers, Key=KEY)["Item"] == ITEM


def test_a_refusal_is_the_error_that_boto3_raises(dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName=NAMES.customers, Item=ITEM)
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as refused:
        dynamodb.put_item(
            TableName=NAMES.customers,
            Item=ITEM,
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert cast("Any", refused.value.response)["Item"] == ITEM
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.get_item(TableName="none", Key=KEY)


def test_a_canceled_transaction_says_why(dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName=NAMES.customers, Item=ITEM)
    absent = "attribute_not_exists(pk)"
    put: Any = {"TableName": NAMES.customers, "Item": ITEM, "ConditionExpression": absent}
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as canceled:
        dynamodb.transact_write_items(TransactItems=[{"Put": put}])
    (reason,) = cast("Any", canceled.value.response)["CancellationReasons"]
    assert reason["Code"] == "ConditionalCheckFailed"


def test_a_record_of_a_stream_has_a_time(
    engine: Engine, over_http: OverHttp, dynamodb: "DynamoDBClient"
) -> None:
    dynamodb.put_item(TableName=NAMES.events, Item=ITEM)
    streams: Any = EmbeddedClient(over_http, "dynamodbstreams")
    arn = engine.stream_arn(NAMES.events)
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    place = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = streams.get_shard_iterator(**place)["ShardIterator"]
    (record,) = streams.get_records(ShardIterator=iterator)["Records"]
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], datetime)
    assert record["dynamodb"]["NewImage"] == ITEM
