"""The log of each person: truth, immutable, 400 days (the lake keeps all)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.clock_skew import is_skewed
from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.signals import Family
from functions.errors import Unavailable
from functions.storage import primary_keys
from functions.storage.batches import delete_all
from functions.storage.event_rows import from_row, key_in_marker, to_marker, to_row
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.primary_keys import Key, attributes

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


class Events:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, event: Event) -> Stored:
        """Store an event once; a retry gives the event that the first call stored.

        Raises:
            Unavailable: it may or may not be stored; trying again is safe.
        """
        with dynamodb_faults():
            if is_skewed(claimed_at=event.claimed_at, at=event.at):
                return self._put_with_marker(event)
            return self._put_at_claim(event)

    def delete(self, events: Sequence[Event]) -> None:
        """Delete events and their markers; what is gone stays gone.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        keys = [key for event in events for key in primary_keys.event_keys(event)]
        rows = {(key["pk"], key["sk"]): attributes(key) for key in keys}
        delete_all(self._client, self._table, list(rows.values()))

    def newest(self, person: Person, family: Family, limit: int) -> list[Event]:
        """The newest events of a family, newest first, as of now (consistent read)."""
        return list(islice(self.walk(person, family, page=limit), limit))

    def walk(
        self, person: Person, family: Family, *, page: int, before: int | None = None
    ) -> Iterator[Event]:
        """All events of a family, newest first, read `page` rows at a time as they are asked for.

        `before` (UTC ms) leaves out what its key places at that time or later.
        """
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :from AND :to",
            "ExpressionAttributeValues": {
                ":pk": {"S": person.key},
                ":from": {"S": primary_keys.family_since(family, 0)},
                ":to": {"S": primary_keys.family_before(family, before)},
            },
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": page,
        }
        while True:
            with dynamodb_faults():
                answer = self._client.query(**query)
            yield from map(from_row, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _put_at_claim(self, event: Event) -> Stored:
        row = to_row(event, primary_keys.event_claim(event))
        try:
            self._client.put_item(TableName=self._table, Item=row, **_ONLY_NEW)  # type: ignore[arg-type] # literals
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return Stored(from_row(error.response["Item"]), is_new=False)  # type: ignore[typeddict-item] # not in botocore's types
            raise
        return Stored(event, is_new=True)

    def _put_with_marker(self, event: Event) -> Stored:
        try:
            self._client.transact_write_items(TransactItems=self._marked(event))
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                return Stored(self._first(event, _rows_in_the_way(error)), is_new=False)
            raise
        return Stored(event, is_new=True)

    def _marked(self, event: Event) -> list[Any]:
        """The marker, the event at its true time, and that no call stored it at the claimed one.

        The marker first: of two reasons to refuse, it is the one to follow.
        """
        key = primary_keys.event_at_true_time(event)
        row = to_row(event, key)
        puts: list[Any] = [
            {"Put": {"TableName": self._table, "Item": item, **_ONLY_NEW}}
            for item in (to_marker(event, key, row["expires_at"]), row)
        ]
        if event.claimed_at is None:
            return puts
        raw = attributes(primary_keys.event_claim(event))
        check = {"ConditionCheck": {"TableName": self._table, "Key": raw, **_ONLY_NEW}}
        return [*puts, check]

    def _first(self, event: Event, in_the_way: list[dict[str, Any]]) -> Event:
        """The event as stored; the one in hand if it was deleted and its marker was not yet."""
        key = key_in_marker(in_the_way[0])
        if key is None:
            return from_row(in_the_way[0])
        row = self._row(key)
        return from_row(row) if row else event

    def _row(self, key: Key) -> dict[str, Any] | None:
        answer = self._client.get_item(
            TableName=self._table, Key=attributes(key), ConsistentRead=True
        )
        return answer.get("Item")


def _rows_in_the_way(error: ClientError) -> list[dict[str, Any]]:
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
