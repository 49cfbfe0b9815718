"""The DynamoDB clients, with time-outs and retries for serving and for writing."""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# What both have in common. By default botocore makes the user agent's text anew for each call and
# checks arguments that DynamoDB checks too: together a quarter of a call's own time.
_COMMON: dict[str, Any] = {
    "max_pool_connections": 32,
    "user_agent": "hilo",
    "parameter_validation": False,
}


def writing_client(endpoint_url: str | None = None) -> "DynamoDBClient":
    """Return a client with long retries: a lost write costs more than a slow one."""
    return _client(endpoint_url, attempts=4, connect_timeout=1, read_timeout=3)


def reading_client(endpoint_url: str | None = None) -> "DynamoDBClient":
    """Return a client that gives up soon: an answer without history is better than a late one."""
    return _client(endpoint_url, attempts=2, connect_timeout=0.3, read_timeout=0.7)


def _client(endpoint_url: str | None, *, attempts: int, **timeouts: float) -> "DynamoDBClient":
    # botocore's `standard` mode retries throttling, 5xx and lost connections, with back-off.
    retries = {"mode": "standard", "total_max_attempts": attempts}
    config = Config(retries=retries, **_COMMON, **timeouts)  # type: ignore[arg-type] # a mapping
    return boto3.client("dynamodb", endpoint_url=endpoint_url, config=config)
