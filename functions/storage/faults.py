"""Translates errors of DynamoDB into ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable

logger = logging.getLogger(__name__)
CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CANCELED = "TransactionCanceledException"


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def dynamodb_faults() -> Iterator[None]:
    """Raise `Unavailable` for what still fails after the client's own retries.

    A failed condition passes through: it is an answer, and the caller reads it.
    """
    try:
        yield
    except ClientError as error:
        if code_of(error) in {CONDITION_FAILED, TRANSACTION_CANCELED}:
            raise
        raise Unavailable(f"DynamoDB refused: {code_of(error)}") from error
    except BotoCoreError as error:
        logger.warning("DynamoDB does not answer: %s", type(error).__name__)
        raise Unavailable("DynamoDB does not answer; the same call may succeed later") from error
