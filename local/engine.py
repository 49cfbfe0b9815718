"""The one place that chooses which DynamoDB answers on a laptop and in tests.

`DYNAMODB_ENDPOINT_URL` if set; else the embedded engine in this process. There is one storage
implementation and it never learns which engine it talks to.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import boto3
from botocore.config import Config

from local import dynamodb_local
from local.dynamodb_local_jar import CACHE
from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine
from local.engine_server import serving
from local.http import HOST

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

EngineName = Literal["endpoint", "dynamodb-local", "embedded", "embedded-http"]
ENDPOINT_VARIABLE = "DYNAMODB_ENDPOINT_URL"
_defaults: list["Engine"] = []
REGION = "us-east-1"


@dataclass(frozen=True)
class Engine:
    """A running DynamoDB; `endpoint_url` is for other processes, None when only this one can."""

    name: EngineName
    dynamodb: "DynamoDBClient"
    streams: "DynamoDBStreamsClient"
    endpoint_url: str | None
    embedded: EmbeddedEngine | None = None
    """The engine itself, where it runs in this process."""

    def stream_arn(self, table: str) -> str:
        return self.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]


@contextmanager
def default_here(engine: Engine) -> Iterator[None]:
    """Make an embedded engine the one of every `LaptopServices` that is given none.

    Only this process can reach it, so no address in the settings could name it.
    """
    _defaults.append(engine)
    try:
        yield
    finally:
        _defaults.remove(engine)


def found_here() -> Engine | None:
    """The engine that `default_here` named last; None if it named none."""
    return _defaults[-1] if _defaults else None


def choose(environ: Mapping[str, str]) -> EngineName:
    return "endpoint" if environ.get(ENDPOINT_VARIABLE) else "embedded"


@contextmanager
def engine_running(
    environ: Mapping[str, str],
    *,
    name: EngineName | None = None,
    data: Path | None = None,
    cache: Path = CACHE,
    validate: bool = False,
    host: str = HOST,
) -> Iterator[Engine]:
    """Start the engine, give its clients, and stop what was started at the end of the block.

    Args:
        environ: where `DYNAMODB_ENDPOINT_URL` and, for that endpoint, the usual AWS credentials may
            stand.
        name: the engine wanted; None chooses (see `choose`).
        data: a folder that keeps the tables between runs, None keeps them in memory; an endpoint
            has its own.
        cache: where DynamoDB Local was downloaded to.
        validate: let the embedded engine check arguments against AWS's service model, as boto3's
            clients always do.
        host: the address that the embedded engine listens at, where it serves other processes.

    Raises:
        EngineError: the embedded engine cannot have the folder.
        DynamoDBLocalError: DynamoDB Local was asked for and cannot run here.
        ValueError: the endpoint was asked for and `DYNAMODB_ENDPOINT_URL` is not set.
    """
    chosen = name or choose(environ)
    if chosen == "embedded":
        with EmbeddedEngine(data, region=environ.get("AWS_REGION", REGION)) as embedded:
            yield embedded_in(embedded, validate=validate)
    elif chosen == "embedded-http":
        with EmbeddedEngine(data) as embedded, serving(embedded, host=host) as url:
            yield _engine("embedded-http", url, environ)
    elif chosen == "dynamodb-local":
        with dynamodb_local.dynamodb_local_running(data=data, cache=cache) as url:
            yield _engine("dynamodb-local", url, environ)
    else:
        url = environ.get(ENDPOINT_VARIABLE, "")
        if not url:
            raise ValueError(f"set {ENDPOINT_VARIABLE} to the URL of a DynamoDB")
        yield _engine("endpoint", url, environ)


def embedded_in(embedded: EmbeddedEngine, *, validate: bool = False) -> Engine:
    """Return the clients of an embedded engine that the caller started."""
    return Engine(
        "embedded",
        cast("DynamoDBClient", EmbeddedClient(embedded, "dynamodb", validate=validate)),
        cast(
            "DynamoDBStreamsClient",
            EmbeddedClient(embedded, "dynamodbstreams", validate=validate),
        ),
        None,
        embedded,
    )


def _engine(name: EngineName, url: str | None, environ: Mapping[str, str]) -> Engine:
    options = client_options(url, environ)
    session = boto3.session.Session()
    return Engine(
        name,
        session.client("dynamodb", **options),
        session.client("dynamodbstreams", **options),
        url,
    )


def client_options(url: str | None, environ: Mapping[str, str]) -> dict[str, Any]:
    """What to build a boto3 client of a local engine with; engines want credentials, any do."""
    return {
        "endpoint_url": url,
        "region_name": environ.get("AWS_REGION", REGION),
        "aws_access_key_id": environ.get("AWS_ACCESS_KEY_ID", "local"),
        "aws_secret_access_key": environ.get("AWS_SECRET_ACCESS_KEY", "local"),
        "aws_session_token": environ.get("AWS_SESSION_TOKEN"),
        "config": Config(
            retries={"mode": "standard", "max_attempts": 4},
            connect_timeout=2,
            read_timeout=10,
            max_pool_connections=32,
            # Local engines do not know the host names made from an account.
            account_id_endpoint_mode="disabled",
        ),
    }
