"""A DynamoDB client whose calls go through the hook, on the embedded engine or on an endpoint."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from botocore import xform_name
from botocore.exceptions import ClientError

from local.embedded.client import EmbeddedClient
from local.embedded.faults import Refused
from local.embedded.hooks import Call, Hook
from local.engine import Engine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def hooked(engine: Engine, hook: Hook) -> "DynamoDBClient":
    """A client of the engine's tables; each call is given to `hook` instead."""
    if engine.embedded is not None:
        return cast("DynamoDBClient", EmbeddedClient(engine.embedded, "dynamodb", hook=hook))
    return cast("DynamoDBClient", _HookedClient(engine.dynamodb, hook))


class _HookedClient:
    """Wraps boto3's client; refusals that a hook raises become boto3's errors."""

    def __init__(self, client: "DynamoDBClient", hook: Hook) -> None:
        self._client = client
        self._hook = hook
        self._operations = {
            xform_name(name): name for name in client.meta.service_model.operation_names
        }

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        operation = self._operations.get(name)
        return found if operation is None else self._wrapped(operation, found)

    def _wrapped(self, operation: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            try:
                return self._hook(Call(operation, parameters), lambda c: method(**c.parameters))
            except Refused as refused:
                raise self._error(operation, refused) from None

        return call

    def _error(self, operation: str, refused: Refused) -> ClientError:
        response: Any = {
            "Error": {"Code": refused.code, "Message": refused.message},
            **refused.more,
        }
        kind: Any = self._client.exceptions.from_code(refused.code)
        made: ClientError = kind(response, operation)
        return made
