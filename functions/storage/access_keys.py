"""Rows of access keys: their digests, never the keys."""

from typing import TYPE_CHECKING, Any, cast

from functions.domain.access_key import AccessKey, KeyKind, Scope
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class AccessKeyRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, key_id: str, *, consistent: bool = False) -> AccessKey | None:
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_key(key_id), ConsistentRead=consistent
            )
        row = answer.get("Item")
        return _from_row(key_id, row) if row else None

    def all(self) -> list[AccessKey]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": config_keys.CONFIG},
                ":prefix": {"S": config_keys.ACCESS_KEY},
            },
        )
        with dynamodb_faults():
            rows: list[Any] = [row for page in pages for row in page["Items"]]
        return [_from_row(row["sk"]["S"].removeprefix(config_keys.ACCESS_KEY), row) for row in rows]

    def put(self, key: AccessKey) -> None:
        row = {
            **_key(key.id),
            "kind": {"S": key.kind},
            "scopes": {"SS": sorted(key.scopes)},
            "digest": {"B": key.digest},
            "created_at": {"N": str(key.created_at)},
        }
        if key.revoked_at is not None:
            row["revoked_at"] = {"N": str(key.revoked_at)}
        if key.origins:  # DynamoDB knows no empty set
            row["origins"] = {"SS": sorted(key.origins)}
        if key.channel:
            row["channel"] = {"S": key.channel}
        with dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row)


def _key(key_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in config_keys.access_key(key_id).items()}


def _from_row(key_id: str, row: Any) -> AccessKey:
    return AccessKey(
        id=key_id,
        kind=cast("KeyKind", row["kind"]["S"]),
        scopes=frozenset(cast("list[Scope]", row["scopes"]["SS"])),
        digest=bytes(row["digest"]["B"]),
        created_at=int(row["created_at"]["N"]),
        revoked_at=int(row["revoked_at"]["N"]) if "revoked_at" in row else None,
        origins=frozenset(row["origins"]["SS"]) if "origins" in row else frozenset(),
        channel=row["channel"]["S"] if "channel" in row else None,
    )
