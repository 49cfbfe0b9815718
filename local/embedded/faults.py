"""Refusals of the engine, with DynamoDB's own codes, raised as `ClientError`."""

from collections.abc import Mapping, Sequence
from typing import Any


class NotSupported(NotImplementedError):
    """The engine does not know an operation, a parameter or a feature; the message names it."""


class Refused(Exception):
    """A call is refused with one of DynamoDB's error codes; the client makes a `ClientError` of it.

    Args:
        code: the code of the error, as `ConditionalCheckFailedException`.
        message: the text for the caller.
        more: what the response has in addition to `Error`, as `CancellationReasons`.
    """

    def __init__(self, code: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.more = dict(more or {})


class KeyRefused(Refused):
    """A key is of the wrong type or length; in a transaction that is the reason of one action."""


def invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


def invalid_value(message: str) -> Refused:
    return invalid(f"One or more parameter values were invalid: {message}")


def table_not_found(name: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Requested resource not found: Table: {name}")


def condition_failed(item: Mapping[str, Any] | None = None) -> Refused:
    more = {"Item": dict(item)} if item else {}
    return Refused("ConditionalCheckFailedException", "The conditional request failed", more)


def canceled(reasons: Sequence[Mapping[str, Any]]) -> Refused:
    """The refusal of a transaction, with a reason for each action; `None` where there is none."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return Refused(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        {"CancellationReasons": list(reasons)},
    )
