"""Endpoints: one row each, written under a revision, and one of how it does."""

from typing import TYPE_CHECKING, Any, cast

from functions.domain.delivery.endpoint import Disabled, Endpoint, Health
from functions.domain.delivery.event_types import EVENT_TYPES
from functions.storage.batches import delete_all, get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import delivery_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import RevisionedRows, lost_if_changed, unchanged_since

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]


class EndpointRows:
    """No row holds a secret."""

    announced_key = delivery_keys.announced_model()

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._revisioned = RevisionedRows(client, table)

    def find(self, endpoint_id: str) -> tuple[Endpoint | None, Health]:
        """An endpoint and its health as of now; None where there is none of this name."""
        keys = (delivery_keys.endpoint(endpoint_id), delivery_keys.endpoint_health(endpoint_id))
        wanted = [attributes(key) for key in keys]
        rows = get_all(self._client, self._table, wanted, consistent=True)
        by_sk = {row["sk"]["S"]: row for row in rows}
        known, health = (by_sk.get(key["sk"]) for key in keys)
        return _from_row(known) if known else None, _health_from_row(health)

    def all(self) -> list[Endpoint]:
        """Every endpoint as of now, by name."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": delivery_keys.ENDPOINTS},
                    ":prefix": {"S": delivery_keys.ENDPOINT},
                },
                ConsistentRead=True,
            )
            return [_from_row(row) for page in pages for row in page["Items"]]

    def put(self, endpoint: Endpoint) -> None:
        """Write an endpoint computed after revision `endpoint.rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        with lost_if_changed("endpoint"), dynamodb_faults():
            self._client.put_item(
                TableName=self._table, Item=_to_row(endpoint), **unchanged_since(endpoint.rev)
            )

    def announced(self) -> tuple[str | None, int]:
        """The version of the model that was announced last, and the revision, 0 at first."""
        body, rev = self._revisioned.get(self.announced_key)
        return (body["version"] if body else None), rev

    def announce(self, version: str, *, rev: int) -> None:
        """Keep which model was announced, after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._revisioned.put(self.announced_key, pack({"version": version}), rev=rev)

    def delete(self, endpoint_id: str) -> None:
        keys = (delivery_keys.endpoint(endpoint_id), delivery_keys.endpoint_health(endpoint_id))
        delete_all(self._client, self._table, [attributes(key) for key in keys])

    def put_health(self, endpoint_id: str, health: Health) -> None:
        """Write how an endpoint does. Of two writers at once the last stays; both saw the same."""
        row = attributes(delivery_keys.endpoint_health(endpoint_id))
        body = [health.failures, health.failing_since, health.paused_until]
        with dynamodb_faults():
            self._client.put_item(TableName=self._table, Item={**row, "body": {"B": pack(body)}})


def _to_row(endpoint: Endpoint) -> Row:
    body = {
        "url": endpoint.url,
        "types": sorted(endpoint.types),
        "description": endpoint.description,
        "created_at": endpoint.created_at,
        "secret_rev": endpoint.secret_rev,
        "rotations": endpoint.rotations,
        "disabled": endpoint.disabled,
        "disabled_at": endpoint.disabled_at,
    }
    return {
        **attributes(delivery_keys.endpoint(endpoint.id)),
        "rev": {"N": str(endpoint.rev + 1)},
        "body": {"B": pack(body)},
    }


def _from_row(row: Any) -> Endpoint:
    body = unpack(row["body"]["B"])
    return Endpoint(
        id=row["sk"]["S"].removeprefix(delivery_keys.ENDPOINT),
        url=body["url"],
        types=frozenset(each for each in EVENT_TYPES if each in body["types"]),
        description=body["description"],
        created_at=body["created_at"],
        secret_rev=body["secret_rev"],
        rotations=tuple(body.get("rotations", ())),  # rows of before have none
        disabled=cast("Disabled | None", body["disabled"]),
        disabled_at=body["disabled_at"],
        rev=int(row["rev"]["N"]),
    )


def _health_from_row(row: Any) -> Health:
    return Health(*unpack(row["body"]["B"])) if row else Health()
