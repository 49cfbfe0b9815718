"""Ids that are set apart, as too many share them: few rows, read whole."""

from typing import TYPE_CHECKING

from functions.domain.person import Person
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys
from functions.storage.keys.key import attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class SetApartRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def all(self) -> dict[Person, int]:
        """Every id that is set apart, and since when (UTC ms)."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": config_keys.CONFIG},
                ":prefix": {"S": config_keys.SET_APART},
            },
        )
        with dynamodb_faults():
            rows = [row for page in pages for row in page["Items"]]
        return {config_keys.set_apart_of(r["sk"]["S"]): int(r["since"]["N"]) for r in rows}

    def put(self, person: Person, since: int) -> None:
        """Set an id apart since a time (UTC ms)."""
        key = attributes(config_keys.set_apart(person))
        with dynamodb_faults():
            self._client.put_item(TableName=self._table, Item={**key, "since": {"N": str(since)}})

    def delete(self, person: Person) -> bool:
        """Let an id identify again; False if it was not set apart."""
        key = attributes(config_keys.set_apart(person))
        with dynamodb_faults():
            answer = self._client.delete_item(
                TableName=self._table, Key=key, ReturnValues="ALL_OLD"
            )
        return "Attributes" in answer
