"""The log of each person: truth, immutable, 400 days (the lake keeps all)."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.clock_skew import is_skewed
from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.signals import Family
from functions.errors import Unavailable
from functions.storage import primary_keys
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

    def newest(self, person: Person, family: Family, limit: int) -> list[Event]:
        """The newest events of a family, newest first, as of now (consistent read)."""
        return [from_row(row) for row in self._rows(person, family, limit) if is_event(row)]

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

    def _rows(self, person: Person, family: Family, limit: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :family)",
            "ExpressionAttributeValues": {
                ":pk": {"S": person.key},
                ":family": {"S": primary_keys.family_prefix(family)},
            },
            "ScanIndexForward": False,
            "ConsistentRead": True,
        }
        with dynamodb_faults():
            while len(rows) < limit:
                page = self._client.query(**query, Limit=limit - len(rows))
                rows.extend(page["Items"])
                if "LastEvaluatedKey" not in page:
                    break
                query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        return rows


def _canceled_as_duplicate(error: ClientError) -> bool:
    """False (a duplicate) if a key was taken; a conflict with another writer may still pass."""
    reasons = {r.get("Code") for r in error.response.get("CancellationReasons", [])}
    if "ConditionalCheckFailed" in reasons:
        return False
    raise Unavailable(f"DynamoDB refused the transaction: {sorted(map(str, reasons))}") from error
