"""A DynamoDB client whose calls go through the hook, on the embedded engine or on an endpoint."""

from typing import TYPE_CHECKING, cast

from local.embedded.client import EmbeddedClient
from local.embedded.hooks import Hook
from local.engine import Engine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def hooked(engine: Engine, hook: Hook) -> "DynamoDBClient":
    """A client of the engine's tables; each call is given to `hook` instead.

    Args:
        engine: an embedded one, or one over `OverHttp`.
        hook: see `local/embedded/hooks.py`.
    """
    client: object = engine.dynamodb
    assert isinstance(client, EmbeddedClient)  # noqa: S101 of both it is one
    return cast("DynamoDBClient", client.with_hook(hook))
