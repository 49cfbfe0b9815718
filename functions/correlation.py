"""The id that the log lines and the messages of one cause share.

The cause is a request (its id at API Gateway, which the access log and the header `apigw-requestid`
have too) or a scheduled run (Lambda's request id). Rows and messages carry it to the functions that
they wake.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
Found = TypeVar("Found")

MESSAGE_ATTRIBUTE = "correlation_id"
ROW_ATTRIBUTE = "request"

_CURRENT: ContextVar[str] = ContextVar(MESSAGE_ATTRIBUTE, default="")


def current_id() -> str:
    """Return the id of what is being done; empty where no cause is known, as on a laptop."""
    return _CURRENT.get()


@contextmanager
def correlated(correlation_id: str) -> Iterator[None]:
    """What is done in the block has this id; an empty one leaves the id that there was."""
    token = _CURRENT.set(correlation_id or current_id())
    try:
        yield
    finally:
        _CURRENT.reset(token)


def correlating(handler: Callable[[Any, Any], Found]) -> Callable[[Any, Any], Found]:
    """Return the Lambda handler, each call of which has the id that its event or context names."""

    @wraps(handler)
    def with_id(event: Any, context: Any) -> Found:
        with correlated(_id_in(event) or str(getattr(context, "aws_request_id", ""))):
            return handler(event, context)

    return with_id


def row_attribute() -> dict[str, Any]:
    """Return the attribute by which a row that is written now names its cause, if one is known."""
    found = current_id()
    return {ROW_ATTRIBUTE: {"S": found}} if found else {}


def id_of_record(record: Mapping[str, Any]) -> str:
    """Return what caused the write that a stream's record describes; empty if it names nothing."""
    image = record["dynamodb"].get("NewImage", {})
    return str(image.get(ROW_ATTRIBUTE, {}).get("S", ""))


def message_attributes() -> dict[str, Any]:
    """Return the attributes by which a message of SQS or SNS that is sent now names its cause."""
    found = current_id()
    return {MESSAGE_ATTRIBUTE: {"DataType": "String", "StringValue": found}} if found else {}


def id_of_message(record: Mapping[str, Any]) -> str:
    """Return the cause that a message of SQS or SNS names; empty if it names none."""
    of_sqs = record.get("messageAttributes", {}).get(MESSAGE_ATTRIBUTE, {}).get("stringValue")
    of_sns = record.get("Sns", {}).get("MessageAttributes", {}).get(MESSAGE_ATTRIBUTE, {})
    return str(of_sqs or of_sns.get("Value") or "")


def _id_in(event: Any) -> str:
    """The id in an event of API Gateway, or that of the first message of a batch."""
    if not isinstance(event, Mapping):
        return ""
    first: Mapping[str, Any] = next(iter(event.get("Records") or ()), {})
    return id_of_message(first) or str(event.get("requestContext", {}).get("requestId") or "")


class CorrelatedThreads(ThreadPoolExecutor):
    """Threads whose work has the id of what submitted it."""

    def submit(self, fn: Callable[P, Found], /, *args: P.args, **kwargs: P.kwargs) -> Future[Found]:
        return super().submit(partial(copy_context().run, fn, *args, **kwargs))
