"""What every engine promises to who runs on it."""

import http.server
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest
import requests

from functions.storage.tables import TableNames
from local.engine import Engine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_of_racing_conditional_writes_one_wins(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    def claim(who: int) -> bool:
        try:
            dynamodb.put_item(
                TableName=tables.events,
                Item={"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}, "who": {"N": str(who)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(24))) == 1


def test_no_racing_update_is_lost(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    def count(_: int) -> None:
        dynamodb.update_item(
            TableName=tables.customers,
            Key={"pk": {"S": "config"}, "sk": {"S": "counter"}},
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(40)))
    key = {"pk": {"S": "config"}, "sk": {"S": "counter"}}
    found = dynamodb.get_item(TableName=tables.customers, Key=key, ConsistentRead=True)
    assert found["Item"]["n"] == {"N": "40"}


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def loopback() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_http_on_loopback_is_left_alone(engine: Engine, loopback: str) -> None:
    assert engine.dynamodb.list_tables()["TableNames"] is not None
    assert requests.get(loopback, timeout=5).text == "hello"
    assert httpx2.get(loopback).text == "hello"
    with urllib.request.urlopen(loopback) as answer:  # noqa: S310 - our own server
        assert answer.read() == b"hello"
