"""The DynamoDB clients, with time-outs and retries for serving and for writing."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# botocore's `standard` mode retries throttling, 5xx and lost connections with jittered back-off.
_POOL = 32


def writing_client(endpoint_url: str | None = None) -> "DynamoDBClient":
    """Patient: a lost write costs more than a slow one."""
    retries = Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        connect_timeout=1,
        read_timeout=3,
        max_pool_connections=_POOL,
    )
    return boto3.client("dynamodb", endpoint_url=endpoint_url, config=retries)


def reading_client(endpoint_url: str | None = None) -> "DynamoDBClient":
    """Impatient: a recommendation without the person's history beats a late one."""
    retries = Config(
        retries={"mode": "standard", "total_max_attempts": 2},
        connect_timeout=0.3,
        read_timeout=0.7,
        max_pool_connections=_POOL,
    )
    return boto3.client("dynamodb", endpoint_url=endpoint_url, config=retries)
