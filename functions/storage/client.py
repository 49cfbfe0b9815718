"""The DynamoDB clients, with time-outs and retries for serving and for writing.

Clients are botocore's: boto3 makes the same ones, and its import takes longer.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.session import Session, get_session

from functions.storage.row_parser import RowParsers

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
    client: DynamoDBClient = aws_client("dynamodb", endpoint_url=endpoint_url, config=config)
    # All calls of a client go to one address; botocore derives it anew for each by its rules.
    client._ruleset_resolver = None  # type: ignore[attr-defined] # noqa: SLF001 no public switch
    return client


def aws_client(service: str, **options: Any) -> Any:
    """Return a client of a service; those of all services share one session."""
    return aws_session().create_client(service, **options)


@cache
def aws_session() -> Session:
    """Return the session of this process; another one would read botocore's data again."""
    session = get_session()
    session.register_component("response_parser_factory", RowParsers())
    return session
