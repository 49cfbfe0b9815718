"""The engine behind HTTP: boto3 as its client, and requests that no client would send."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.storage.tables import TableNames, create_tables
from local.embedded.engine import EmbeddedEngine
from local.engine import client_options
from local.engine_server import serving

NAMES = TableNames.prefixed("http")
KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}


@pytest.fixture(scope="module")
def url(environment: None) -> Iterator[str]:
    with EmbeddedEngine() as engine, serving(engine) as address:
        create_tables(boto3.client("dynamodb", **client_options(address, {})), NAMES)
        yield address


@pytest.fixture
def client(url: str) -> Any:
    return boto3.client("dynamodb", **client_options(url, {}))


def test_every_type_goes_there_and_back(client: Any) -> None:
    item = {
        **KEY,
        "b": {"B": b"\x00\xff"},
        "bs": {"BS": [b"", b"a"]},
        "m": {"M": {"l": {"L": [{"B": b"x"}, {"NULL": True}, {"BOOL": False}, {"N": "1.5"}]}}},
        "ss": {"SS": ["é"]},
    }
    client.put_item(TableName=NAMES.events, Item=item)
    assert client.get_item(TableName=NAMES.events, Key=KEY)["Item"] == item


def test_a_refusal_carries_what_boto3_shows(client: Any) -> None:
    client.put_item(TableName=NAMES.events, Item={**KEY, "b": {"B": b"\xff"}})
    put = {
        "TableName": NAMES.events,
        "Item": KEY,
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as one:
        client.put_item(**put)
    assert one.value.response["Item"] == {**KEY, "b": {"B": b"\xff"}}
    with pytest.raises(client.exceptions.TransactionCanceledException) as all_:
        client.transact_write_items(TransactItems=[{"Put": put}])
    (reason,) = all_.value.response["CancellationReasons"]
    assert (reason["Code"], reason["Item"]["b"]) == ("ConditionalCheckFailed", {"B": b"\xff"})


def answer_to(url: str, target: str, body: bytes) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url, body, {"X-Amz-Target": target})  # noqa: S310 loopback
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


@pytest.mark.parametrize(
    ("target", "body", "code"),
    [
        ("", b"", "UnknownOperationException"),
        ("DynamoDB_20120810.NoSuchThing", b"{}", "UnknownOperationException"),
        ("DynamoDB_20120810.ExecuteStatement", b"{}", "NotSupported"),
        ("DynamoDB_20120810.GetItem", b"{", "SerializationException"),
        ("DynamoDB_20120810.GetItem", b"[]", "SerializationException"),
        ("DynamoDB_20120810.GetItem", b"{}", "ValidationException"),
        (
            "DynamoDB_20120810.GetItem",
            b'{"TableName": "http-events", "Key": {"pk": {"B": "x"}}}',
            "SerializationException",
        ),
        ("DynamoDB_20120810.GetItem", b'{"TableName": 3, "Key": "x"}', "ValidationException"),
        (
            "DynamoDB_20120810.Query",
            b'{"TableName": "http-events", "KeyConditions": {}}',
            "NotSupported",
        ),
    ],
)
def test_what_no_client_sends_is_refused(url: str, target: str, body: bytes, code: str) -> None:
    status, answer = answer_to(url, target, body)
    assert status == 400
    assert answer["__type"].rpartition("#")[2] == code
    assert answer["message"]
