"""What a simulator does to the engine: faults before and after, conflicts, a lagging index."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.storage.tables import CHANGES_INDEX, TableNames, create_tables
from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine
from local.embedded.hooks import Call, Proceed, conflict, internal_error, throttled

NAMES = TableNames.prefixed("simulated")
KEY = {"pk": {"S": "a"}, "sk": {"S": "item"}}


@pytest.fixture
def simulated() -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(clock=lambda: 1_735_732_800_000) as engine:
        create_tables(EmbeddedClient(engine, "dynamodb"), NAMES)  # type: ignore[arg-type]
        yield engine


def put(client: Any, at: int = 1) -> None:
    row = {**KEY, "change_shard": {"S": "0"}, "changed_at": {"N": str(at)}}
    client.put_item(TableName=NAMES.catalog, Item=row)


def is_there(engine: EmbeddedEngine) -> bool:
    found = EmbeddedClient(engine, "dynamodb").get_item(TableName=NAMES.catalog, Key=KEY)
    return "Item" in found


def failing(engine: EmbeddedEngine, hook: Callable[[Call, Proceed], Any]) -> str:
    client = EmbeddedClient(engine, "dynamodb", hook=hook)
    with pytest.raises(ClientError) as caught:
        put(client)
    return caught.value.response["Error"]["Code"]


def test_a_call_fails_before_it_takes_effect(simulated: EmbeddedEngine) -> None:
    def hook(_call: Call, _proceed: Proceed) -> Any:
        raise throttled()

    assert failing(simulated, hook) == "ProvisionedThroughputExceededException"
    assert not is_there(simulated)


def test_a_call_fails_after_it_took_effect(simulated: EmbeddedEngine) -> None:
    def hook(call: Call, proceed: Proceed) -> Any:
        proceed(call)
        raise internal_error()

    assert failing(simulated, hook) == "InternalServerError"
    assert is_there(simulated)


def test_a_conflict_is_reported_as_the_operation_reports_it(simulated: EmbeddedEngine) -> None:
    def hook(call: Call, _proceed: Proceed) -> Any:
        raise conflict(call)

    assert failing(simulated, hook) == "TransactionConflictException"
    client = EmbeddedClient(simulated, "dynamodb", hook=hook)
    with pytest.raises(client.exceptions.TransactionCanceledException) as caught:
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": NAMES.catalog, "Item": KEY}}]
        )
    reasons = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["TransactionConflict"]


def test_a_stop_goes_through_and_leaves_the_engine_whole(simulated: EmbeddedEngine) -> None:
    class Stopped(BaseException):
        pass

    def hook(call: Call, proceed: Proceed) -> Any:
        proceed(call)
        raise Stopped

    with pytest.raises(Stopped):
        put(EmbeddedClient(simulated, "dynamodb", hook=hook))
    assert is_there(simulated)


def test_a_batch_is_done_in_part(simulated: EmbeddedEngine) -> None:
    def hook(call: Call, proceed: Proceed) -> Any:
        ((table, requests),) = call.parameters["RequestItems"].items()
        some = Call(call.operation, {"RequestItems": {table: requests[:1]}})
        return {**proceed(some), "UnprocessedItems": {table: requests[1:]}}

    client = EmbeddedClient(simulated, "dynamodb", hook=hook)
    rows = [{**KEY, "sk": {"S": f"item-{n}"}} for n in range(3)]
    requests = [{"PutRequest": {"Item": row}} for row in rows]
    answer = client.batch_write_item(RequestItems={NAMES.catalog: requests})
    assert answer["UnprocessedItems"] == {NAMES.catalog: requests[1:]}
    plain = EmbeddedClient(simulated, "dynamodb")
    assert plain.scan(TableName=NAMES.catalog)["Items"] == rows[:1]


def in_index(client: Any) -> list[str]:
    found = client.query(
        TableName=NAMES.catalog,
        IndexName=CHANGES_INDEX,
        KeyConditionExpression="change_shard = :shard",
        ExpressionAttributeValues={":shard": {"S": "0"}},
    )["Items"]
    return [row["changed_at"]["N"] for row in found]


def test_an_index_lags_until_it_has_to_catch_up(simulated: EmbeddedEngine) -> None:
    client = EmbeddedClient(simulated, "dynamodb")
    put(client, 1)
    simulated.lag_indexes(True)
    put(client, 2)
    put(client, 3)
    assert in_index(client) == ["1"]
    assert simulated.catch_up_indexes(1) == 1
    assert in_index(client) == ["2"]
    client.delete_item(TableName=NAMES.catalog, Key=KEY)
    assert in_index(client) == ["2"]
    assert simulated.catch_up_indexes() == 2
    assert in_index(client) == []
    simulated.lag_indexes(False)
    put(client, 4)
    assert in_index(client) == ["4"]


def test_a_refused_transaction_leaves_nothing_for_a_lagging_index(
    simulated: EmbeddedEngine,
) -> None:
    client = EmbeddedClient(simulated, "dynamodb")
    simulated.lag_indexes(True)
    row = {**KEY, "change_shard": {"S": "0"}, "changed_at": {"N": "1"}}
    refused = {"TableName": NAMES.catalog, "Item": {**KEY, "sk": {"S": "x"}}}
    with pytest.raises(ClientError):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": NAMES.catalog, "Item": row}},
                {"Put": {**refused, "ConditionExpression": "attribute_exists(pk)"}},
            ]
        )
    assert simulated.catch_up_indexes() == 0


def test_two_engines_with_one_clock_answer_alike(simulated: EmbeddedEngine) -> None:
    with EmbeddedEngine(clock=lambda: 1_735_732_800_000) as other:
        create_tables(EmbeddedClient(other, "dynamodb"), NAMES)  # type: ignore[arg-type]
        assert story(simulated) == story(other)


def story(engine: EmbeddedEngine) -> list[Any]:
    client, streams = EmbeddedClient(engine, "dynamodb"), EmbeddedClient(engine, "dynamodbstreams")
    put(client)
    arn = client.describe_table(TableName=NAMES.catalog)["Table"]["LatestStreamArn"]
    shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    at = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shards[0]["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return [arn, shards, at, streams.get_records(ShardIterator=at["ShardIterator"])]
