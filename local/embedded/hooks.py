"""Hooks around each call, with which tests simulate DynamoDB's failures.

A hook is called in the place of the operation; `proceed` runs it. So a hook can fail before it, or
after it took effect; wait; stop for good; or answer with less than was asked:

    def hook(call, proceed):
        if turn() == 7:
            raise throttled()              # before: nothing happened
        answer = proceed(call)
        if turn() == 9:
            raise internal_error()         # after: it happened, and the caller does not know
        return answer
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.embedded.faults import Refused, canceled


@dataclass(frozen=True)
class Call:
    """An operation by its name in the service model, as `PutItem`, and its parameters."""

    operation: str
    parameters: Mapping[str, Any]


Proceed = Callable[[Call], dict[str, Any]]
Hook = Callable[[Call, Proceed], dict[str, Any]]


def throttled() -> Refused:
    """The table, or a partition of it, takes no more for now."""
    return Refused(
        "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded.",
    )


def internal_error() -> Refused:
    """Return the error after which the caller cannot know whether the call took effect."""
    return Refused("InternalServerError", "Internal server error")


def conflict(call: Call) -> Refused:
    """Return the error for a call while another transaction is at one of its items."""
    if call.operation not in {"TransactWriteItems", "TransactGetItems"}:
        return Refused("TransactionConflictException", "Transaction is ongoing for the item")
    actions: Sequence[Any] = call.parameters["TransactItems"]
    first = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    return canceled([first, *({"Code": "None"} for _ in actions[1:])])
