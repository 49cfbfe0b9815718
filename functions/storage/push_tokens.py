"""Push tokens: a row each under their person, and a row that says whose a token is.

A device passes from one person to another, and its token with it: then the first one's row goes in
the same transaction, so that no nudge arrives on another person's device.
"""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.recipients.contact import PushToken
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.keys import person_keys
from functions.storage.keys.key import attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class PushTokenRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def all(self, person: Person) -> list[PushToken]:
        """Every token of a person as of now, by digest."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": person.key},
                ":prefix": {"S": person_keys.DEVICE},
            },
            ConsistentRead=True,
        )
        with dynamodb_faults():
            rows: list[Any] = [row for page in pages for row in page["Items"]]
        return [_from_row(row) for row in rows]

    def owner(self, digest: str) -> Person | None:
        """The person who owns the device with this token now."""
        with dynamodb_faults():
            row: Any = self._client.get_item(
                TableName=self._table, Key=_owner_key(digest), ConsistentRead=True
            ).get("Item")
        return Person.from_key(row["person"]["S"]) if row else None

    def put(self, person: Person, token: PushToken, *, before: Person | None) -> None:
        """Give a token to a person; `before` had it when that was read.

        Raises:
            RevisionLost: another was given it meanwhile.
        """
        owner = {**_owner_key(token.digest), "person": {"S": person.key}}
        actions: list[Any] = [
            {"Put": {"TableName": self._table, "Item": owner, **_still(before)}},
            {"Put": {"TableName": self._table, "Item": _row(person, token)}},
        ]
        if before and before != person:
            key = attributes(person_keys.push_token(before, token.digest))
            actions.append({"Delete": {"TableName": self._table, "Key": key}})
        self._write(actions)

    def keep_endpoint(self, person: Person, digest: str, endpoint: str) -> None:
        """Keep the provider's name for a token; one that is gone meanwhile is not made again."""
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=attributes(person_keys.push_token(person, digest)),
                    UpdateExpression="SET endpoint = :endpoint",
                    ConditionExpression="attribute_exists(pk)",
                    ExpressionAttributeValues={":endpoint": {"S": endpoint}},
                )
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise

    def delete(self, person: Person, digest: str) -> None:
        """Delete a token of a person.

        Raises:
            RevisionLost: another was given it meanwhile.
        """
        key = attributes(person_keys.push_token(person, digest))
        owner = {"TableName": self._table, "Key": _owner_key(digest), **_still(person)}
        row = {"TableName": self._table, "Key": key}
        self._write([{"Delete": owner}, {"Delete": row}])

    def _write(self, actions: list[Any]) -> None:
        try:
            with dynamodb_faults():
                self._client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                raise RevisionLost("the push token was given to another") from error
            raise


def _owner_key(digest: str) -> dict[str, Any]:
    return attributes(person_keys.push_token_owner(digest))


def _still(owner: Person | None) -> dict[str, Any]:
    """The condition that the token is still of `owner`."""
    if owner is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "person = :owner",
        "ExpressionAttributeValues": {":owner": {"S": owner.key}},
    }


def _row(person: Person, token: PushToken) -> dict[str, Any]:
    return {
        **attributes(person_keys.push_token(person, token.digest)),
        "token": {"S": token.token},
        "platform": {"S": token.platform},
        "last_seen": {"N": str(token.last_seen)},
        **({"endpoint": {"S": token.endpoint}} if token.endpoint else {}),
    }


def _from_row(row: dict[str, Any]) -> PushToken:
    return PushToken(
        token=row["token"]["S"],
        digest=person_keys.push_token_of(row["sk"]["S"]),
        platform=row["platform"]["S"],
        last_seen=int(row["last_seen"]["N"]),
        endpoint=row.get("endpoint", {"S": ""})["S"],
    )
