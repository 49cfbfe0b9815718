"""The same function is woken by the same records, whichever engine streams them."""

import base64
import json
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from functions.storage.tables import TableNames
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.streams import Start, StreamPoller

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Consumer:
    """A function with a poller in front of it; fails while `broken` is true."""

    def __init__(
        self,
        engine: Engine,
        table: str,
        start: Start = "LATEST",
        resume: Mapping[str, str] | None = None,
        client: Any = None,
        **options: Any,
    ) -> None:
        self.records: list[dict[str, Any]] = []
        self.given_up: list[Any] = []
        self.broken = False
        mapping = EventSourceMapping(
            self.handle, on_failure=self.given_up.extend, pause=lambda _: None, **options
        )
        self.arn = engine.stream_arn(table)
        client = client or engine.streams
        self.poller = StreamPoller(client, self.arn, mapping, start=start, resume=resume)

    def handle(self, event: dict[str, Any]) -> None:
        if self.broken:
            raise RuntimeError("not now")
        self.records += json.loads(json.dumps(event["Records"]))

    def seen(self) -> list[tuple[str, str]]:
        self.poller.drain()
        return [(one["eventName"], one["dynamodb"]["Keys"]["sk"]["S"]) for one in self.records]


def put(dynamodb: "DynamoDBClient", table: str, sk: str, **more: Any) -> None:
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "visitor#1"}, "sk": {"S": sk}, **more})


def test_latest_sees_what_is_written_after_it_was_made(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    put(dynamodb, tables.events, "b#1")
    consumer = Consumer(engine, tables.events)
    put(dynamodb, tables.events, "b#2")
    assert consumer.seen() == [("INSERT", "b#2")]


def test_latest_on_an_empty_stream(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.events)
    assert consumer.seen() == []
    put(dynamodb, tables.events, "b#1")
    put(dynamodb, tables.events, "b#2")
    assert consumer.seen() == [("INSERT", "b#1"), ("INSERT", "b#2")]


def test_trim_horizon_sees_everything_in_order_past_one_batch(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    names = [f"b#{n:03}" for n in range(130)]
    for name in names:
        put(dynamodb, tables.events, name)
    assert Consumer(engine, tables.events, "TRIM_HORIZON").seen() == [
        ("INSERT", name) for name in names
    ]


@pytest.mark.parametrize("later", [[], ["b#2", "b#3"]])
def test_a_poller_goes_on_where_another_was(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames, later: list[str]
) -> None:
    first = Consumer(engine, tables.events)
    put(dynamodb, tables.events, "b#0")
    put(dynamodb, tables.events, "b#1")
    first.poller.drain()
    for name in later:
        put(dynamodb, tables.events, name)
    second = Consumer(engine, tables.events, resume=first.poller.position)
    assert second.seen() == [("INSERT", name) for name in later]
    put(dynamodb, tables.events, "b#9")
    assert second.seen()[-1] == ("INSERT", "b#9")


def test_each_kind_of_change_with_its_images(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.customers)
    key = {"pk": {"S": "visitor#1"}, "sk": {"S": "profile"}}
    for rev in ("1", "1", "2"):  # a write that changes nothing is no change
        dynamodb.update_item(
            TableName=tables.customers,
            Key=key,
            UpdateExpression="SET rev = :rev",
            ExpressionAttributeValues={":rev": {"N": rev}},
        )
    dynamodb.delete_item(TableName=tables.customers, Key=key)
    consumer.poller.drain()
    images = [
        (
            one["eventName"],
            one["dynamodb"].get("OldImage", {}).get("rev"),
            one["dynamodb"].get("NewImage", {}).get("rev"),
        )
        for one in consumer.records
    ]
    assert images == [
        ("INSERT", None, {"N": "1"}),
        ("MODIFY", {"N": "1"}, {"N": "2"}),
        ("REMOVE", {"N": "2"}, None),
    ]


def test_a_record_has_the_shape_lambda_gives_it(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.events)
    binary, text = b"\x00\xff", base64.b64encode(b"\x00\xff").decode()
    put(
        dynamodb,
        tables.events,
        "b#1",
        rest={"B": binary},
        both={"BS": [binary]},
        deep={"M": {"list": {"L": [{"B": binary}, {"NULL": True}, {"N": "1.5"}]}}},
    )
    before = time.time() - 60
    consumer.poller.drain()
    (one,) = consumer.records
    assert one["eventSource"] == "aws:dynamodb"
    assert one["eventSourceARN"] == consumer.arn
    assert one["dynamodb"]["StreamViewType"] == "NEW_IMAGE"
    assert one["dynamodb"]["ApproximateCreationDateTime"] > before
    assert one["dynamodb"]["NewImage"] == {
        "pk": {"S": "visitor#1"},
        "sk": {"S": "b#1"},
        "rest": {"B": text},
        "both": {"BS": [text]},
        "deep": {"M": {"list": {"L": [{"B": text}, {"NULL": True}, {"N": "1.5"}]}}},
    }
    assert one["eventID"]
    assert int(one["dynamodb"]["SequenceNumber"])


def test_a_filter_keeps_the_function_asleep(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.events, filters=[{"eventName": ["INSERT"]}])
    key = {"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}}
    put(dynamodb, tables.events, "b#1")
    dynamodb.delete_item(TableName=tables.events, Key=key)
    assert consumer.seen() == [("INSERT", "b#1")]


def test_what_fails_for_good_is_handed_over_and_the_stream_goes_on(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.events)
    consumer.broken = True
    put(dynamodb, tables.events, "b#1")
    consumer.poller.drain()
    consumer.broken = False
    put(dynamodb, tables.events, "b#2")
    assert consumer.seen() == [("INSERT", "b#2")]
    assert [one["dynamodb"]["Keys"]["sk"]["S"] for one in consumer.given_up] == ["b#1"]


def test_records_whose_failure_cannot_be_kept_are_read_again(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    taken: list[Any] = []
    broken = True

    def full_disk(_: Any) -> None:
        raise OSError("no space left")

    def handle(event: Any) -> None:
        if broken:
            raise RuntimeError("not now")
        taken.append(event)

    mapping = EventSourceMapping(handle, on_failure=full_disk, retries=0)
    poller = StreamPoller(engine.streams, engine.stream_arn(tables.events), mapping)
    put(dynamodb, tables.events, "b#1")
    with pytest.raises(OSError, match="no space"):
        poller.poll_once()
    broken = False
    assert poller.poll_once() == 1
    assert len(taken) == 1


def test_a_refused_transaction_is_no_change_and_does_not_blind_the_poller(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    consumer = Consumer(engine, tables.events)
    put(dynamodb, tables.events, "b#1")
    consumer.poller.drain()
    unless_there = {"TableName": tables.events, "ConditionExpression": "attribute_not_exists(pk)"}
    writes = [
        {"Put": {**unless_there, "Item": {"pk": {"S": "visitor#1"}, "sk": {"S": name}}}}
        for name in ("b#2", "b#1")
    ]
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
    put(dynamodb, tables.events, "b#3")
    assert consumer.seen() == [("INSERT", "b#1"), ("INSERT", "b#3")]


class Interrupted:
    """A streams client whose next reads fail with the given codes; the rest is the engine."""

    def __init__(self, client: Any, *codes: str) -> None:
        self._client = client
        self.codes = list(codes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_records(self, **kwargs: Any) -> Any:
        if self.codes:
            code = self.codes.pop(0)
            fault = getattr(self._client.exceptions, code)
            raise fault({"Error": {"Code": code, "Message": ""}}, "GetRecords")
        return self._client.get_records(**kwargs)


@pytest.mark.parametrize("code", ["ExpiredIteratorException", "TrimmedDataAccessException"])
def test_a_lost_iterator_loses_no_record(
    engine: Engine, dynamodb: "DynamoDBClient", tables: TableNames, code: str
) -> None:
    client = Interrupted(engine.streams)
    consumer = Consumer(engine, tables.events, client=client)
    client.codes = [code]
    put(dynamodb, tables.events, "b#1")
    assert ("INSERT", "b#1") in consumer.seen()
    client.codes = [code]
    put(dynamodb, tables.events, "b#2")
    expired = [("INSERT", "b#1"), ("INSERT", "b#2")]
    trimmed = [("INSERT", "b#1"), *expired]  # from the oldest there is: twice, never missing
    assert consumer.seen() == (expired if code.startswith("Expired") else trimmed)


def test_run_follows_until_it_shall_stop_and_outlives_a_fault(
    engine: Engine,
    dynamodb: "DynamoDBClient",
    tables: TableNames,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("local.streams.SECONDS_AFTER_FAULT", 0.01)
    client = Interrupted(engine.streams, "ResourceNotFoundException", "InternalServerError")
    consumer = Consumer(engine, tables.events, client=client)
    stop = threading.Event()
    thread = threading.Thread(target=consumer.poller.run, args=(stop,))
    thread.start()
    try:
        put(dynamodb, tables.events, "b#1")
        deadline = time.monotonic() + 10
        while not consumer.records and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert len(consumer.records) == 1
