"""Links between persons: each stands with the visitor it is about and with its customer."""

from typing import TYPE_CHECKING, Any

from functions.domain.identity import Link
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

    def owners(self, linked: Person) -> list[Link]:
        """The links of a visitor, or of a customer given up by alias; newest first."""
        rows = self._newest(linked.key, primary_keys.OWNER, _OWNERS_READ)
        return [Link(linked, row["user_id"]["S"], int(row["since"]["N"])) for row in rows]

    def linked_to(self, user_id: str) -> list[Person]:
        """The persons that were linked to a customer lately, at most five, newest first."""
        rows = self._newest(customer(user_id).key, primary_keys.LINKED, NEWEST_LINKED * 4)
        people = dict.fromkeys(Person.from_key(row["linked"]["S"]) for row in rows)
        return list(people)[:NEWEST_LINKED]

    def add(self, link: Link) -> None:
        """Write a link; writing it again changes nothing.

        The visitor's side decides who owns what and is written last: a crash before it leaves a
        hint that nobody follows, and the retry finds the link still to be made.
        """
        since = {"N": str(link.since)}
        owner = {**_item(primary_keys.owner(link)), "user_id": {"S": link.user_id}, "since": since}
        linked = {
            **_item(primary_keys.linked(link)),
            "linked": {"S": link.linked.key},
            "since": since,
        }
        with dynamodb_faults():
            for item in (linked, owner):
                self._client.put_item(TableName=self._table, Item=item)

    def _newest(self, pk: str, prefix: str, limit: int) -> list[dict[str, Any]]:
        with dynamodb_faults():
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={":pk": {"S": pk}, ":prefix": {"S": prefix}},
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=limit,
            )
        return list(answer["Items"])


def _item(key: primary_keys.Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}
