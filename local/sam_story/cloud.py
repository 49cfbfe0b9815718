"""Replaces AWS while SAM's containers run: our engine for DynamoDB, moto for the rest."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import boto3
from moto.server import ThreadedMotoServer

from functions.ports.lake import partition
from functions.storage.tables import TableNames, create_tables
from local.engine import Engine, client_options, engine_running

BUCKET = "hilo-story"
# The file that events/imports-upload.json reports.
UPLOADED = "imports/till-1/orders.csv"
ORDERS = b"Order Number,Order Date,Customer ID,SKU\n1,2024-11-01,bea,tea-1\n"
STREAM = "hilo-story-lake"
FEEDBACK_TOPIC = "arn:aws:sns:us-east-1:123456789012:hilo-FeedbackTopic"  # of events/*.json
DELIVERED = "delivered/"
NAMES = TableNames.prefixed("hilo-story")


@dataclass(frozen=True)
class Cloud:
    """Clients on this side, and the environment of the functions on the containers' side."""

    engine: Engine
    s3: Any
    environment: dict[str, str]

    def carry_to_lake(self) -> int:
        """Do what Firehose does when its buffer is full, and give the number of lines.

        moto writes a record batch as it comes, under a name of its own; Firehose compresses and
        follows the prefix in template.yaml.
        """
        found = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=DELIVERED).get("Contents", [])
        lines = b"".join(
            self.s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read() for entry in found
        )
        arrived = partition(int(datetime.now(UTC).timestamp() * 1000))
        key = f"{arrived}/story.jsonl.gz"
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(lines))
        return lines.count(b"\n")

    def keys(self, prefix: str) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        return [entry["Key"] for entry in found]


@contextmanager
def cloud_running(address: str) -> Iterator[Cloud]:
    """Start both; `address` is where containers find this machine."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line a request
    # A container's packets come from outside, so loopback would refuse them.
    everywhere = "0.0.0.0"  # noqa: S104
    server = ThreadedMotoServer(ip_address=everywhere, port=0, verbose=False)
    server.start()
    try:
        with engine_running({}, name="embedded-http", host=everywhere) as engine:
            create_tables(engine.dynamodb, NAMES)
            url = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
            variables = _environment(engine, url, address, _failed_runs(url))
            yield Cloud(engine, _bucket_and_stream(url), variables)
    finally:
        server.stop()


def _bucket_and_stream(url: str) -> Any:
    options = client_options(url, {})
    s3 = boto3.client("s3", **options)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key=UPLOADED, Body=ORDERS)
    boto3.client("firehose", **options).create_delivery_stream(
        DeliveryStreamName=STREAM,
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::123456789012:role/story",
            "BucketARN": f"arn:aws:s3:::{BUCKET}",
            "Prefix": DELIVERED,
        },
    )
    return s3


def _environment(engine: Engine, url: str, address: str, failed_runs: str) -> dict[str, str]:
    """The functions' variables of template.yaml, with what stands in for AWS."""

    def outside(inside: str | None) -> str:
        return f"http://{address}:{urlsplit(inside or '').port}"

    return {
        "HILO_EVENTS_TABLE": NAMES.events,
        "HILO_CUSTOMERS_TABLE": NAMES.customers,
        "HILO_CATALOG_TABLE": NAMES.catalog,
        "HILO_BUCKET": BUCKET,
        "HILO_LAKE_STREAM": STREAM,
        "HILO_SECRETS_PREFIX": "/hilo-story",
        "HILO_FEEDBACK_TOPIC": FEEDBACK_TOPIC,
        "HILO_FAILED_RUNS_URL": outside(url) + urlsplit(failed_runs).path,
        "HILO_DYNAMODB_ENDPOINT_URL": outside(engine.endpoint_url),
        "HILO_AWS_ENDPOINT_URL": outside(url),
    }


def _failed_runs(url: str) -> str:
    """Make the queue of failed runs, and return its URL."""
    sqs = boto3.client("sqs", **client_options(url, {}))
    made: str = sqs.create_queue(QueueName="failed-runs")["QueueUrl"]
    return made
