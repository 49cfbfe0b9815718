"""Many rows at once, with a result for each: DynamoDB may process a batch in part."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from functions.storage.faults import dynamodb_faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_WRITES = 25
_READS = 100
_TRIES = 6
Row = dict[str, Any]


def put_all(
    client: "DynamoDBClient",
    table: str,
    rows: Sequence[Row],
    sleep: Callable[[float], None] | None = None,
) -> set[int]:
    """Put the rows; the answer is the positions of those that could not be written.

    No two rows may have the same key. What DynamoDB leaves unprocessed is sent again with
    jittered back-off.
    """
    at = {_key_of(row): position for position, row in enumerate(rows)}
    failed: set[int] = set()
    for start in range(0, len(rows), _WRITES):
        left = [{"PutRequest": {"Item": row}} for row in rows[start : start + _WRITES]]
        for attempt in range(_TRIES):
            _back_off(attempt, sleep)
            left = _put(client, table, left)
            if not left:
                break
        failed |= {at[_key_of(request["PutRequest"]["Item"])] for request in left}
    return failed


def delete_all(
    client: "DynamoDBClient",
    table: str,
    keys: Sequence[Row],
    sleep: Callable[[float], None] | None = None,
) -> None:
    """Delete the rows under these keys, which are distinct.

    Raises:
        Unavailable: some could not be deleted; deleting again is safe.
    """
    for start in range(0, len(keys), _WRITES):
        left = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + _WRITES]]
        for attempt in range(_TRIES):
            _back_off(attempt, sleep)
            left = _put(client, table, left)
            if not left:
                break
        if left:
            raise Unavailable("DynamoDB left rows undeleted after several tries")


def get_all(
    client: "DynamoDBClient",
    table: str,
    keys: Sequence[Row],
    sleep: Callable[[float], None] | None = None,
    *,
    consistent: bool = False,
) -> list[Row]:
    """The rows that there are under the keys, in no particular order.

    Raises:
        Unavailable: some could not be read, so the answer would be wrong.
    """
    rows: list[Row] = []
    for start in range(0, len(keys), _READS):
        left: Sequence[Any] = keys[start : start + _READS]
        for attempt in range(_TRIES):
            _back_off(attempt, sleep)
            with dynamodb_faults():
                answer = client.batch_get_item(
                    RequestItems={table: {"Keys": left, "ConsistentRead": consistent}}
                )
            rows.extend(answer["Responses"].get(table, ()))
            unprocessed = answer["UnprocessedKeys"]
            left = unprocessed[table]["Keys"] if table in unprocessed else []
            if not left:
                break
        if left:
            raise Unavailable("DynamoDB left keys unread after several tries")
    return rows


def _put(client: "DynamoDBClient", table: str, requests: list[Any]) -> list[Any]:
    try:
        answer = client.batch_write_item(RequestItems={table: requests})
    except (ClientError, BotoCoreError):
        return requests
    return list(answer["UnprocessedItems"].get(table, ()))


def _back_off(attempt: int, sleep: Callable[[float], None] | None) -> None:
    if attempt:
        (sleep or time.sleep)(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 jitter, no secret


def _key_of(row: Row) -> tuple[str, str]:
    return row["pk"]["S"], row["sk"]["S"]
