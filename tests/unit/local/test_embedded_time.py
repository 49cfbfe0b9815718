"""What goes by the clock: expiry, the age of stream records and iterators, and client tokens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.storage.tables import TableNames, create_tables
from local.embedded.engine import EmbeddedEngine
from local.engine import Engine, embedded_in
from tests.conftest import Clock

NAMES = TableNames.prefixed("timed")


@pytest.fixture
def timed(clock: Clock) -> Iterator[Engine]:
    with EmbeddedEngine(clock=clock) as embedded:
        engine = embedded_in(embedded, validate=True)
        create_tables(engine.dynamodb, NAMES)
        yield engine


def put(engine: Engine, sk: str, **more: Any) -> None:
    item = {"pk": {"S": "visitor#1"}, "sk": {"S": sk}, **more}
    engine.dynamodb.put_item(TableName=NAMES.customers, Item=item)


def iterator(engine: Engine, kind: Any, **more: Any) -> str:
    arn = engine.stream_arn(NAMES.customers)
    (shard,) = engine.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    return engine.streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **more
    )["ShardIterator"]


def records(engine: Engine, at: str) -> list[Any]:
    return list(engine.streams.get_records(ShardIterator=at)["Records"])


def names(found: list[Any]) -> list[tuple[str, str]]:
    return [(one["eventName"], one["dynamodb"]["Keys"]["sk"]["S"]) for one in found]


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


def test_an_item_expires_with_a_record_that_says_who_did_it(timed: Engine, clock: Clock) -> None:
    assert timed.embedded is not None
    soon = clock() // 1000 + 60
    put(timed, "a", expires_at={"N": str(soon)})
    put(timed, "b", expires_at={"N": str(soon + 3600)})
    put(timed, "c", expires_at={"S": str(soon)})  # no number
    put(timed, "d", expires_at={"N": "5"})  # more than five years ago: a mistake
    put(timed, "e")
    assert timed.embedded.expire_items() == 0
    since = iterator(timed, "LATEST")
    clock.advance(seconds=61)
    assert timed.embedded.expire_items() == 1
    (record,) = records(timed, since)
    assert names([record]) == [("REMOVE", "a")]
    assert record["userIdentity"] == {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    assert record["dynamodb"]["OldImage"]["expires_at"] == {"N": str(soon)}
    rows = timed.dynamodb.scan(TableName=NAMES.customers)["Items"]
    assert [row["sk"]["S"] for row in rows] == ["b", "c", "d", "e"]


def test_an_iterator_lives_for_fifteen_minutes(timed: Engine, clock: Clock) -> None:
    since = iterator(timed, "LATEST")
    put(timed, "a")
    clock.advance(seconds=15 * 60)
    assert names(records(timed, since)) == [("INSERT", "a")]
    clock.advance(seconds=1)
    with pytest.raises(ClientError) as caught:
        records(timed, since)
    assert code_of(caught) == "ExpiredIteratorException"


def test_records_are_there_for_a_day(timed: Engine, clock: Clock) -> None:
    put(timed, "a")
    first = records(timed, iterator(timed, "TRIM_HORIZON"))[0]["dynamodb"]["SequenceNumber"]
    assert len(first) == 21
    clock.advance(hours=12)
    put(timed, "b")
    clock.advance(hours=13)
    assert names(records(timed, iterator(timed, "TRIM_HORIZON"))) == [("INSERT", "b")]
    with pytest.raises(ClientError) as caught:
        iterator(timed, "AT_SEQUENCE_NUMBER", SequenceNumber=first)
    assert code_of(caught) == "TrimmedDataAccessException"


def test_hours_without_a_process_do_not_age_the_stream(tmp_path: Path, clock: Clock) -> None:
    with EmbeddedEngine(tmp_path, clock=clock) as embedded:
        engine = embedded_in(embedded)
        create_tables(engine.dynamodb, NAMES)
        put(engine, "a")
    clock.advance(days=7)
    with EmbeddedEngine(tmp_path, clock=clock) as embedded:
        engine = embedded_in(embedded)
        assert names(records(engine, iterator(engine, "TRIM_HORIZON"))) == [("INSERT", "a")]


def test_numbers_go_on_after_all_records_were_trimmed(tmp_path: Path, clock: Clock) -> None:
    def last() -> int:
        found = records(engine, iterator(engine, "TRIM_HORIZON"))
        return int(found[-1]["dynamodb"]["SequenceNumber"])

    with EmbeddedEngine(tmp_path, clock=clock) as embedded:
        engine = embedded_in(embedded)
        create_tables(engine.dynamodb, NAMES)
        for name in "abc":
            put(engine, name)
        before = last()
        clock.advance(hours=25)
        embedded.trim_streams()
        assert records(engine, iterator(engine, "TRIM_HORIZON")) == []
    with EmbeddedEngine(tmp_path, clock=clock) as embedded:
        engine = embedded_in(embedded)
        put(engine, "d")
        assert last() == before + 1


def transact(engine: Engine, n: int) -> None:
    update: Any = {
        "TableName": NAMES.customers,
        "Key": {"pk": {"S": "a"}, "sk": {"S": "total"}},
        "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": str(n)}},
    }
    engine.dynamodb.transact_write_items(
        TransactItems=[{"Update": update}], ClientRequestToken="once"
    )


def total(engine: Engine) -> str:
    key = {"pk": {"S": "a"}, "sk": {"S": "total"}}
    return engine.dynamodb.get_item(TableName=NAMES.customers, Key=key)["Item"]["n"]["N"]


def test_a_transaction_is_done_once_for_its_token(timed: Engine, clock: Clock) -> None:
    transact(timed, 2)
    transact(timed, 2)
    assert total(timed) == "2"
    with pytest.raises(ClientError) as caught:
        transact(timed, 3)
    assert code_of(caught) == "IdempotentParameterMismatchException"
    clock.advance(seconds=601)
    transact(timed, 3)
    assert total(timed) == "5"
