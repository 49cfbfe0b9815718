"""Merchandising rules as they were put: few, read whole, and of two writes the later one counts."""

import logging
import zlib
from typing import TYPE_CHECKING, Any

from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys
from functions.storage.packing import pack, unpack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)
Body = dict[str, Any]


class RuleRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def all(self, *, consistent: bool = False) -> dict[str, Body]:
        """Every rule that can be read, by its id; one that cannot is logged and left out."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": config_keys.CONFIG},
                ":prefix": {"S": config_keys.RULE},
            },
            ConsistentRead=consistent,
        )
        with dynamodb_faults():
            rows: list[Any] = [row for page in pages for row in page["Items"]]
        read = {config_keys.rule_of(row["sk"]["S"]): _body(row) for row in rows}
        return {rule_id: body for rule_id, body in read.items() if body is not None}

    def get(self, rule_id: str) -> Body | None:
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_key(rule_id), ConsistentRead=True
            )
        row: Any = answer.get("Item")
        return _body(row) if row else None

    def put(self, rule_id: str, body: Body) -> None:
        with dynamodb_faults():
            self._client.put_item(
                TableName=self._table, Item={**_key(rule_id), "body": {"B": pack(body)}}
            )

    def delete(self, rule_id: str) -> bool:
        """Delete a rule; False if there is none."""
        with dynamodb_faults():
            answer = self._client.delete_item(
                TableName=self._table, Key=_key(rule_id), ReturnValues="ALL_OLD"
            )
        return "Attributes" in answer


def _key(rule_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in config_keys.rule(rule_id).items()}


def _body(row: Any) -> Body | None:
    try:
        body = unpack(bytes(row["body"]["B"]))
    except (KeyError, ValueError, zlib.error) as error:
        logger.warning("the %s cannot be read: put it again, or delete it: %s", row["sk"], error)
        return None
    return body if isinstance(body, dict) else None
