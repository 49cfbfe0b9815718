"""Owners of visitors, and names of customers: rows that change together, or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.identity import Link, in_order
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.errors import RevisionLost
from functions.storage.batches import get_all
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.keys import person_keys
from functions.storage.keys.key import Key
from functions.storage.names_row import names_from_row, names_put
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import unchanged_since

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Owners = tuple[list[Link], int]
"""The links of a visitor, oldest first, and the revision of their row; 0 where there is none."""


class IdentityRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def owners(self, visitors: Sequence[Person]) -> dict[Person, Owners]:
        """The owners of each of these visitors, with their times (consistent read)."""
        asked = [person for person in dict.fromkeys(visitors) if person.kind == "visitor"]
        rows = get_all(
            self._client,
            self._table,
            [_key(person_keys.owners(person)) for person in asked],
            consistent=True,
        )
        found = {Person.from_key(row["pk"]["S"]): owners_from_row(row) for row in rows}
        return {person: found.get(person, ([], 0)) for person in asked}

    def owners_of(self, visitor: Person) -> list[Link]:
        """The links of one visitor, oldest first."""
        return self.owners([visitor])[visitor][0] if visitor.kind == "visitor" else []

    def names(self, user_id: str) -> Names:
        """All names of the customer who has this one, under the id that is theirs now."""
        names = self.names_under(user_id)
        return self.names_under(names.moved_to) if names.moved_to else names

    def names_under(self, user_id: str) -> Names:
        """What stands under this very name (consistent read), a redirect for example."""
        key = _key(person_keys.names(customer(user_id)))
        with dynamodb_faults():
            row = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return names_from_row(user_id, row.get("Item"))

    def find_names(self, user_ids: Sequence[str]) -> dict[str, Names]:
        """What stands under each of these very names (consistent read)."""
        keys = [_key(person_keys.names(customer(name))) for name in dict.fromkeys(user_ids)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        found = {Person.from_key(row["pk"]["S"]).id: row for row in rows}
        return {name: names_from_row(name, found.get(name)) for name in user_ids}

    def present(self, user_ids: Sequence[str]) -> dict[str, str]:
        """The user id that each of these customers has now."""
        return {name: names.moved_to or name for name, names in self.find_names(user_ids).items()}

    def write(
        self,
        *,
        names: Sequence[Names] = (),
        owners: Mapping[Person, Owners] | None = None,
        links: Sequence[Link] = (),
    ) -> None:
        """Write rows that were computed from those read: all, or none of them.

        `owners` holds the new links and the revision that was read; none left deletes the row.
        `links` are kept with their customer too, as an erasure has to find every one.

        Raises:
            RevisionLost: another writer was faster; read again and decide anew.
        """
        actions: list[Any] = [names_put(self._table, each) for each in names]
        actions += [self._owners_action(*each) for each in (owners or {}).items()]
        actions += [{"Put": {"TableName": self._table, "Item": _link_row(link)}} for link in links]
        try:
            with dynamodb_faults():
                self._client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                raise RevisionLost("the names were written by another") from error
            raise

    def touch(self, user_id: str, device: Person, at: int) -> None:
        """Remember when a device was used last; it changes no revision, as it joins nothing."""
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(person_keys.names(customer(user_id))),
                    UpdateExpression="SET activity.#device = :at",
                    ConditionExpression="attribute_exists(activity)",
                    ExpressionAttributeNames={"#device": device.id},
                    ExpressionAttributeValues={":at": {"N": str(at)}},
                )
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise

    def links_to(self, user_id: str) -> Iterator[Link]:
        """Every link that was ever made to this very name, newest first."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": customer(user_id).key},
                    ":prefix": {"S": person_keys.LINKED},
                },
                ConsistentRead=True,
                ScanIndexForward=False,
            )
            for page in pages:
                for row in page["Items"]:
                    linked = Person.from_key(row["linked"]["S"])
                    yield Link(linked, user_id, int(row["since"]["N"]))

    def _owners_action(self, visitor: Person, owners: Owners) -> dict[str, Any]:
        links, rev = owners
        key = _key(person_keys.owners(visitor))
        if not links:
            return {"Delete": {"TableName": self._table, "Key": key, **unchanged_since(rev)}}
        body = [[link.user_id, link.since, link.position] for link in in_order(links)]
        row = {**key, "rev": {"N": str(rev + 1)}, "body": {"B": pack(body)}}
        return {"Put": {"TableName": self._table, "Item": row, **unchanged_since(rev)}}


def owners_from_row(row: dict[str, Any]) -> Owners:
    """The owners in a row as boto3 gives it."""
    visitor = Person.from_key(row["pk"]["S"])
    body = unpack(row["body"]["B"])
    return [Link(visitor, *link) for link in body], int(row["rev"]["N"])


def _link_row(link: Link) -> dict[str, Any]:
    return {
        **_key(person_keys.linked(link)),
        "linked": {"S": link.linked.key},
        "since": {"N": str(link.since)},
    }


def _key(key: Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}
