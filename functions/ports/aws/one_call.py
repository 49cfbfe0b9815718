"""One call to a provider without idempotency: what is sure not to have been sent is released."""

from collections.abc import Callable
from typing import Any

from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
)

from functions.ports.aws.error_code import code_of
from functions.ports.channel_sender import Gone, Released, SendResult, Sent, Unknown

# botocore repeats a call by itself otherwise, and a message would arrive twice.
ONE_CALL = Config(
    retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=10
)
# No byte of the message left this process.
_NEVER_LEFT = (
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
)
_THROTTLED_S, _REFUSED_S = 60, 900
_REQUEST_TIMEOUT = 408


def one_call(
    call: Callable[[], Any],
    id_of: Callable[[Any], str],
    gone: Callable[[ClientError], Gone | None] = lambda _: None,
) -> SendResult:
    """Return what is known of a call that sends: a refusal releases, all else that fails may not.

    A time-out or an answer of 5xx says nothing about the message, so it is `Unknown`.

    Args:
        call: the call, made once.
        id_of: reads the provider's id from the answer.
        gone: which refusals say that the address takes nothing any more.
    """
    try:
        return Sent(id_of(call()))
    except ClientError as error:
        return gone(error) or refused(error) or Unknown(code_of(error))
    except _NEVER_LEFT as error:
        return Released(type(error).__name__, _THROTTLED_S)
    except Exception as error:  # noqa: BLE001 whatever failed, the message may be on its way
        return Unknown(type(error).__name__)


def refused(error: ClientError) -> Released | None:
    """Return the release for an answer of 4xx: the provider took nothing; None for any other."""
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    if not 400 <= status < 500 or status == _REQUEST_TIMEOUT:
        return None
    code = code_of(error)
    throttled = status == 429 or "Thrott" in code or "TooMany" in code
    return Released(code, _THROTTLED_S if throttled else _REFUSED_S)
