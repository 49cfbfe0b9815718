"""All rows of one person in the Customers table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from functions.domain.person import Person
from functions.storage.batches import delete_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import person_keys

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class CustomerRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def delete(self, person: Person) -> None:
        """Delete every row of a person; last those that hold their links.

        So a call that repeats a stopped one finds the links again.

        Raises:
            Unavailable: some could not be deleted; deleting again goes on where this ended.
        """
        keys = list(self._keys(person))
        for last in (False, True):
            some = [key for key in keys if _is_link(key["sk"]["S"]) == last]
            delete_all(self._client, self._table, some)

    def _keys(self, person: Person) -> Iterator[dict[str, Any]]:
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": person.key}},
                ProjectionExpression="pk, sk",
                ConsistentRead=True,
            )
            for page in pages:
                yield from page["Items"]


def _is_link(sk: str) -> bool:
    return sk.startswith(person_keys.LINKED) or sk == person_keys.NAMES
