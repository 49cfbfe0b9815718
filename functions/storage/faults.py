"""Translates errors of DynamoDB into ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable

CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CANCELED = "TransactionCanceledException"


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def dynamodb_faults() -> Iterator[None]:
    """Raise `Unavailable` for whatever the client's own retries could not mend.

    A failed condition passes through: it is an answer, and the caller's to read.
    """
    try:
        yield
    except ClientError as error:
        if code_of(error) in {CONDITION_FAILED, TRANSACTION_CANCELED}:
            raise
        raise Unavailable(f"DynamoDB refused: {code_of(error)}") from error
    except BotoCoreError as error:
        raise Unavailable(f"DynamoDB does not answer: {type(error).__name__}") from error
