"""Restock subscriptions: a row in the item's queue, and a copy under the person.

Both are written in one transaction under the copy's revision, so that neither is without the other.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.storage.faults import TRANSACTION_CANCELED, code_of, dynamodb_faults
from functions.storage.keys import restock_keys
from functions.storage.keys.key import attributes
from functions.storage.revisioned import unchanged_since
from functions.storage.shard_pages import shard_page
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A person who was notified is remembered as long as a subscription lives: their place rises.
Known = tuple[Subscription | None, int]
"""A subscription as last read, and the revision of its copy; 0 where there is none."""


class SubscriptionRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, person: Person, item_id: str) -> Known:
        """The person's own subscription to an item as of now (consistent read)."""
        key = attributes(restock_keys.subscription(person, item_id))
        with dynamodb_faults():
            row = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        found: Any = row.get("Item")
        return (from_copy(found), int(found["rev"]["N"])) if found else (None, 0)

    def find(self, person: Person) -> Iterator[Subscription]:
        """Every subscription of a person, also those that ended, by item (consistent read)."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(**self._own(person))
            for page in pages:
                yield from map(from_copy, page["Items"])

    def put(self, subscription: Subscription, *, known: Known) -> None:
        """Write a subscription that was computed from `known`.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._write(*self.put_actions(subscription, rev=known[1]))

    def put_actions(self, subscription: Subscription, *, rev: int) -> list[dict[str, Any]]:
        """The writes, in a transaction, of a subscription that was read at `rev`."""
        row = _to_row(subscription)
        copy = {**_copy_key(subscription), **row, "rev": {"N": str(rev + 1)}}
        copy["state"] = {"S": subscription.state}
        waiting = {**_waiting_key(subscription), **row}
        return [
            {"Put": {"TableName": self._table, "Item": copy, **unchanged_since(rev)}},
            {"Put": {"TableName": self._table, "Item": waiting}},
        ]

    def delete(self, subscription: Subscription, *, rev: int) -> None:
        """Delete both rows of a subscription that was read at revision `rev`.

        Raises:
            RevisionLost: another writer was faster.
        """
        table, copy = self._table, _copy_key(subscription)
        self._write(
            {"Delete": {"TableName": table, "Key": copy, **unchanged_since(rev)}},
            {"Delete": {"TableName": table, "Key": _waiting_key(subscription)}},
        )

    def waiting(
        self, item_id: str, shard: int, *, after: str, limit: int
    ) -> tuple[list[Subscription], str | None]:
        """A page of those who wait in a shard, oldest first, and where the next page starts.

        `after` is a sort key: those up to and including it are left out. The page may lag: who
        is notified is decided under a condition.
        """
        shard_key = restock_keys.waiting_shard(item_id, shard)
        rows, more = shard_page(self._client, self._table, shard_key, after=after, limit=limit)
        return [_from_waiting(item_id, row) for row in rows], more

    def _own(self, person: Person) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :restock)",
            "ExpressionAttributeValues": {
                ":pk": {"S": person.key},
                ":restock": {"S": restock_keys.RESTOCK},
            },
            "ConsistentRead": True,
        }

    def _write(self, *actions: Any) -> None:
        try:
            with dynamodb_faults():
                self._client.transact_write_items(TransactItems=list(actions))
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                raise RevisionLost("the subscription was written by another") from error
            raise


def still_waits(table: str, subscription: Subscription) -> dict[str, Any]:
    """The check, in a transaction, that a person waits for the item in this place of the queue."""
    return {
        "ConditionCheck": {
            "TableName": table,
            "Key": _copy_key(subscription),
            "ConditionExpression": "since = :since AND #state = :active",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {
                ":since": {"N": str(subscription.since)},
                ":active": {"S": "active"},
            },
        }
    }


def notified_actions(table: str, subscription: Subscription) -> Sequence[dict[str, Any]]:
    """Return what a claim's transaction adds: the person waits no more, and the copy says so.

    The transaction fails where the person does not wait any more.
    """
    waiting, copy = _waiting_key(subscription), _copy_key(subscription)
    values = {":since": {"N": str(subscription.since)}, ":active": {"S": "active"}}
    still = {"ConditionExpression": "attribute_exists(pk)"}
    return (
        {"Delete": {"TableName": table, "Key": waiting, **still}},
        {
            "Update": {
                "TableName": table,
                "Key": copy,
                "UpdateExpression": "SET #state = :notified ADD rev :one",
                "ConditionExpression": "since = :since AND #state = :active",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": {
                    **values,
                    ":notified": {"S": "notified"},
                    ":one": {"N": "1"},
                },
            }
        },
    )


def _to_row(subscription: Subscription) -> dict[str, Any]:
    row: dict[str, Any] = {
        "since": {"N": str(subscription.since)},
        "channels": {"L": [{"S": channel} for channel in subscription.channels]},
        TTL_ATTRIBUTE: {"N": str(subscription.expires_at // 1000)},
    }
    if subscription.location is not None:
        row["location"] = {"S": subscription.location}
    if subscription.implicit:
        row["implicit"] = {"BOOL": True}
    if subscription.confirmed_at is not None:
        row["confirmed_at"] = {"N": str(subscription.confirmed_at)}
    return row


def from_copy(row: dict[str, Any]) -> Subscription:
    """The subscription of a person's own copy, as boto3 gives its row."""
    item_id = row["sk"]["S"].removeprefix(restock_keys.RESTOCK)
    person = Person.from_key(row["pk"]["S"])
    return _from_row(row, item_id, person, row["state"]["S"])


def _from_waiting(item_id: str, row: dict[str, Any]) -> Subscription:
    _, person = restock_keys.waiting_of(row["sk"]["S"])
    return _from_row(row, item_id, person, "active")


def _from_row(row: dict[str, Any], item_id: str, person: Person, state: Any) -> Subscription:
    return Subscription(
        item_id=item_id,
        person=person,
        since=int(row["since"]["N"]),
        expires_at=int(row[TTL_ATTRIBUTE]["N"]) * 1000,
        channels=tuple(each["S"] for each in row["channels"]["L"]),
        location=row["location"]["S"] if "location" in row else None,
        state=state,
        implicit="implicit" in row,
        confirmed_at=int(row["confirmed_at"]["N"]) if "confirmed_at" in row else None,
    )


def _copy_key(subscription: Subscription) -> dict[str, Any]:
    key = restock_keys.subscription(subscription.person, subscription.item_id)
    return attributes(key)


def _waiting_key(subscription: Subscription) -> dict[str, Any]:
    key = restock_keys.waiting(subscription.item_id, subscription.person, subscription.since)
    return attributes(key)
