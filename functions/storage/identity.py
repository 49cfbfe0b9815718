"""Links between persons: each stands with the visitor it is about and with its customer."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from functions.domain.identity import NOBODY, Link
from functions.domain.person import Person, customer
from functions.storage import primary_keys
from functions.storage.faults import dynamodb_faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEWEST_LINKED = 5
_OWNERS_READ = 20


class Identity:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def owners(self, linked: Person, limit: int = _OWNERS_READ) -> list[Link]:
        """The newest links of a visitor, or of a customer given up by alias; newest first."""
        rows = self._newest(linked.key, primary_keys.OWNER, limit)
        return [Link(linked, row["user_id"]["S"], int(row["since"]["N"])) for row in rows]

    def linked_to(self, user_id: str) -> list[Person]:
        """The persons that were linked to a customer lately, at most five, newest first."""
        rows = self._newest(customer(user_id).key, primary_keys.LINKED, NEWEST_LINKED * 4)
        people = dict.fromkeys(Person.from_key(row["linked"]["S"]) for row in rows)
        return list(people)[:NEWEST_LINKED]

    def all_links_to(self, user_id: str) -> list[Link]:
        """Every link that was ever made to a customer, as far as their side tells."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                **self._query(customer(user_id).key, primary_keys.LINKED)
            )
            return [
                Link(Person.from_key(row["linked"]["S"]), user_id, int(row["since"]["N"]))
                for page in pages
                for row in page["Items"]
            ]

    def give_to_nobody(self, link: Link) -> None:
        """Leave of a link only that somebody else's time ends, or begins, there."""
        self._put(_owner_row(replace(link, user_id=NOBODY)))

    def add(self, link: Link) -> None:
        """Write a link; writing it again changes nothing.

        The visitor's side decides who owns what and is written last: a crash before it leaves a
        hint that nobody follows, and the retry finds the link still to be made.
        """
        self._put(
            {
                **_item(primary_keys.linked(link)),
                "linked": {"S": link.linked.key},
                "since": {"N": str(link.since)},
            }
        )
        self._put(_owner_row(link))

    def _put(self, row: dict[str, Any]) -> None:
        with dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row)

    def _newest(self, pk: str, prefix: str, limit: int) -> list[dict[str, Any]]:
        with dynamodb_faults():
            answer = self._client.query(
                **self._query(pk, prefix), ScanIndexForward=False, Limit=limit
            )
        return list(answer["Items"])

    def _query(self, pk: str, prefix: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": {"S": pk}, ":prefix": {"S": prefix}},
            "ConsistentRead": True,
        }


def _owner_row(link: Link) -> dict[str, Any]:
    return {
        **_item(primary_keys.owner(link)),
        "user_id": {"S": link.user_id},
        "since": {"N": str(link.since)},
    }


def _item(key: primary_keys.Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}
