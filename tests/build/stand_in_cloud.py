"""moto over HTTP, for functions that run in processes of their own, with a small shop in it."""

import gzip
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from functions.domain.access_key import ALL_SCOPES, issue
from functions.ports.lake import partition
from functions.storage.access_keys import AccessKeyRows
from functions.storage.tables import TableNames, create_tables
from functions.stream.lake_line import lake_line
from local.engine import client_options
from tests.functional import shop

NAMES = TableNames.prefixed("built")
BUCKET = "built-bucket"
STREAM = "built-lake"
SWEEPS_TOPIC = "built-sweeps"
RESTOCK_QUEUE = "built-restock"
DELIVERY_QUEUE = "built-delivery"
FAILED_RUNS = "built-failedruns"
BUS = "built"
NOW = 1_735_732_800_000
FEEDBACK_TOPIC = "arn:aws:sns:us-east-1:123456789012:hilo-FeedbackTopic"
SECONDS_TO_START = 60


@contextmanager
def cloud_running(folder: Path) -> Iterator[dict[str, str]]:
    """Tables, bucket, lake stream, a key that opens everything, a lake; gives the environment."""
    with _moto_serving() as url:
        _fill(url)
        yield {
            "HILO_EVENTS_TABLE": NAMES.events,
            "HILO_CUSTOMERS_TABLE": NAMES.customers,
            "HILO_CATALOG_TABLE": NAMES.catalog,
            "HILO_BUCKET": BUCKET,
            "HILO_LAKE_STREAM": STREAM,
            "HILO_SWEEPS_TOPIC": f"arn:aws:sns:us-east-1:123456789012:{SWEEPS_TOPIC}",
            "HILO_RESTOCK_QUEUE_URL": f"{url}/123456789012/{RESTOCK_QUEUE}",
            "HILO_DELIVERY_QUEUE_URL": f"{url}/123456789012/{DELIVERY_QUEUE}",
            "HILO_FAILED_RUNS_URL": f"{url}/123456789012/{FAILED_RUNS}",
            "HILO_BUS_NAME": BUS,
            "HILO_FEEDBACK_TOPIC": FEEDBACK_TOPIC,
            "HILO_SECRETS_PREFIX": "/built",
            "HILO_LOG_LEVEL": "INFO",
            "HILO_DYNAMODB_ENDPOINT_URL": url,
            "HILO_AWS_ENDPOINT_URL": url,
            "HILO_WORK_FOLDER": str(folder),
            "HILO_STACK": "built",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_WAIT_POLICY": "PASSIVE",
        }


@contextmanager
def _moto_serving() -> Iterator[str]:
    """moto in a process of its own: in this one, each `mock_aws` of a test would empty it."""
    port = _free_port()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "moto does not start"
            time.sleep(0.2)
        else:
            return


def _fill(url: str) -> None:
    options: dict[str, Any] = client_options(url, {})
    dynamodb = boto3.client("dynamodb", **options)
    create_tables(dynamodb, NAMES)
    key, _ = issue("secret", ALL_SCOPES, random=bytes(38), now=0)  # the one that events/*.json show
    AccessKeyRows(dynamodb, NAMES.customers).put(key)
    s3 = boto3.client("s3", **options)
    s3.create_bucket(Bucket=BUCKET)
    lines = "\n".join(json.dumps(lake_line(each)) for each in shop.orders(NOW))
    body = gzip.compress(lines.encode())
    s3.put_object(Bucket=BUCKET, Key=f"{partition(NOW)}/orders.jsonl.gz", Body=body)
    boto3.client("sns", **options).create_topic(Name=SWEEPS_TOPIC)
    for name in (RESTOCK_QUEUE, DELIVERY_QUEUE, FAILED_RUNS):
        boto3.client("sqs", **options).create_queue(QueueName=name)
    boto3.client("firehose", **options).create_delivery_stream(
        DeliveryStreamName=STREAM,
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::123456789012:role/lake",
            "BucketARN": f"arn:aws:s3:::{BUCKET}",
            "Prefix": "delivered/",
        },
    )
