"""The log of each person: truth, immutable, 400 days (the lake keeps all)."""

from collections.abc import Iterator, Sequence
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
from functions.storage.event_rows import from_row, is_event, to_row
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NEW = "attribute_not_exists(pk)"


class Events:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, event: Event) -> bool:
        """Store an event once. False when it was stored before, by whichever way.

        Raises:
            Unavailable: it may or may not be stored; trying again is safe.
        """
        with dynamodb_faults():
            if is_skewed(claimed_at=event.claimed_at, at=event.at):
                return self._put_with_marker(event)
            return self._put_at_claim(event)

    def delete(self, events: Sequence[Event]) -> None:
        """Delete events and the markers that hold their raw keys; what is gone stays gone.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        keys = [key for event in events for key in primary_keys.event_keys(event)]
        rows = {(k["pk"], k["sk"]): {name: {"S": v} for name, v in k.items()} for k in keys}
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
            yield from (from_row(row) for row in answer["Items"] if is_event(row))
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _put_at_claim(self, event: Event) -> bool:
        row = to_row(event, primary_keys.event_claim(event))
        try:
            self._client.put_item(TableName=self._table, Item=row, ConditionExpression=_NEW)
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True

    def _put_with_marker(self, event: Event) -> bool:
        claim = primary_keys.event_claim(event)
        row = to_row(event, primary_keys.event_at_true_time(event))
        marker = {
            "pk": {"S": claim["pk"]},
            "sk": {"S": claim["sk"]},
            "expires_at": row["expires_at"],
        }
        puts: list[Any] = [
            {"Put": {"TableName": self._table, "Item": each, "ConditionExpression": _NEW}}
            for each in (marker, row)
        ]
        try:
            self._client.transact_write_items(TransactItems=puts)
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                return _canceled_as_duplicate(error)
            raise
        return True


def _canceled_as_duplicate(error: ClientError) -> bool:
    """False (a duplicate) if a key was taken; a conflict with another writer may still pass."""
    reasons = {r.get("Code") for r in error.response.get("CancellationReasons", [])}
    if "ConditionalCheckFailed" in reasons:
        return False
    raise Unavailable(f"DynamoDB refused the transaction: {sorted(map(str, reasons))}") from error
