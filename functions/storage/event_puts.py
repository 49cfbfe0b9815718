"""Put an event into the log exactly once, even if its sender's clock changes between tries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.clock_skew import is_skewed
from functions.domain.event import Event
from functions.errors import Unavailable
from functions.storage.event_rows import (
    Row,
    StoredRows,
    key_in_marker,
    to_marker,
    to_rows,
)
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.keys import event_keys
from functions.storage.keys.key import Key, attributes
from functions.storage.unreadable_rows import event_in

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ONLY_NEW = {
    "ConditionExpression": "attribute_not_exists(pk)",
    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it was stored first; `is_new` is False when an earlier call stored it."""

    event: Event
    is_new: bool


class EventPuts:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, event: Event) -> Stored:
        """The event as the first call stored it, of a large one what the log has of it.

        Raises:
            Unavailable: it may or may not be stored; trying again is safe.
        """
        with dynamodb_faults():
            if is_skewed(claimed_at=event.claimed_at, at=event.at):
                return self._put_with_marker(event)
            return self._put_at_claim(event)

    def _put_at_claim(self, event: Event) -> Stored:
        rows = to_rows(event, event_keys.event_claim(event))
        self._put_rest(rows)
        try:
            self._put_new(rows.log)
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return Stored(event_in(error.response["Item"]), is_new=False)  # type: ignore[typeddict-item] # not in botocore's types
            raise
        return Stored(event, is_new=True)

    def _put_with_marker(self, event: Event) -> Stored:
        key = event_keys.event_at_true_time(event)
        rows = to_rows(event, key)
        self._put_rest(rows)
        try:
            self._client.transact_write_items(
                TransactItems=self._marked(event, to_marker(event, key), rows.log)
            )
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                return Stored(self._first(event, _rows_in_the_way(error)), is_new=False)
            raise
        return Stored(event, is_new=True)

    def _put_rest(self, rows: StoredRows) -> None:
        """Before the event itself: of a crash in between only a row without an event is left.

        The first one stays, as of the event itself.
        """
        if rows.rest is None:
            return
        try:
            self._put_new(rows.rest)
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise

    def _put_new(self, row: Row) -> None:
        self._client.put_item(TableName=self._table, Item=row, **_ONLY_NEW)  # type: ignore[arg-type] # literals

    def _marked(self, event: Event, marker: Row, row: Row) -> list[Any]:
        """The marker, the event at its true time, and that no call stored it at the claimed one.

        The marker first: of two reasons to refuse, it is the one to follow.
        """
        puts: list[Any] = [
            {"Put": {"TableName": self._table, "Item": item, **_ONLY_NEW}} for item in (marker, row)
        ]
        if event.claimed_at is None:
            return puts
        raw = attributes(event_keys.event_claim(event))
        check = {"ConditionCheck": {"TableName": self._table, "Key": raw, **_ONLY_NEW}}
        return [*puts, check]

    def _first(self, event: Event, in_the_way: list[Row]) -> Event:
        """The event as stored; the one in hand if it was deleted and its marker was not yet."""
        key = key_in_marker(in_the_way[0])
        if key is None:
            return event_in(in_the_way[0])
        row = self._row(key)
        return event_in(row) if row else event

    def _row(self, key: Key) -> Row | None:
        answer = self._client.get_item(
            TableName=self._table, Key=attributes(key), ConsistentRead=True
        )
        return answer.get("Item")


def _rows_in_the_way(error: ClientError) -> list[Row]:
    """The rows for which the transaction was refused, in its order.

    Raises:
        Unavailable: there are none; a conflict with another writer may pass.
    """
    reasons: Any = error.response.get("CancellationReasons", [])
    rows = [each["Item"] for each in reasons if each.get("Code") == "ConditionalCheckFailed"]
    if rows:
        return rows
    codes = sorted(str(each.get("Code")) for each in reasons)
    raise Unavailable(f"DynamoDB refused the transaction: {codes}") from error
