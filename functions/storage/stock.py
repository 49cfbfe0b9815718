"""Stock per item and place, each a row of its own that is only ever replaced as a whole."""

import logging
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.correlation import row_attribute
from functions.domain.stock import StockLevel
from functions.storage.batches import get_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import catalog_keys
from functions.storage.packing import DAMAGE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)

Place = tuple[str, str]
"""Item id and location."""


class StockRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, places: Sequence[Place]) -> dict[Place, StockLevel]:
        """What is known of these places now (consistent read)."""
        keys = [_key(*place) for place in dict.fromkeys(places)]
        levels = map(level_in, get_all(self._client, self._table, keys, consistent=True))
        return {(level.item_id, level.location): level for level in levels}

    def put(self, level: StockLevel, *, known: StockLevel | None) -> bool:
        """Put `level` in the place of `known`; False if the row is not `known` any more."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if known is not None and known.version < 0:
            condition = {"ConditionExpression": "attribute_not_exists(version)"}
        elif known is not None:
            condition = {
                "ConditionExpression": "version = :known",
                "ExpressionAttributeValues": {":known": {"N": str(known.version)}},
            }
        try:
            with dynamodb_faults():
                self._client.put_item(TableName=self._table, Item=to_row(level), **condition)
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True

    def find(self, item_id: str) -> list[StockLevel]:
        """Every place of an item, by name, as of now."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(**self._places(item_id))
            return [level_in(row) for page in pages for row in page["Items"]]

    def count(self, item_id: str) -> int:
        """How many places an item has."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                **self._places(item_id), Select="COUNT"
            )
            return sum(page["Count"] for page in pages)

    def _places(self, item_id: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :stock)",
            "ExpressionAttributeValues": {
                ":pk": {"S": item_id},
                ":stock": {"S": catalog_keys.STOCK_PREFIX},
            },
            "ConsistentRead": True,
        }


def to_row(level: StockLevel) -> dict[str, Any]:
    return {
        **_key(level.item_id, level.location),
        "quantity": {"N": f"{level.quantity:f}"},
        "observed_at": {"N": str(level.observed_at)},
        "version": {"N": str(level.version)},
        "available": {"BOOL": level.available},
        "change_shard": {"S": catalog_keys.change_shard(level.item_id)},
        "changed_at": {"N": str(level.changed_at)},
        "backorder": {"BOOL": level.backorder},
        "restocked_at": {"N": str(level.restocked_at)},
        **row_attribute(),
    }


def level_in(row: dict[str, Any]) -> StockLevel:
    """The level of a row; an `unreadable` one, sold out, if only its key can be read."""
    try:
        return from_row(row)
    except (*DAMAGE, InvalidOperation) as error:
        logger.warning("a level of stock cannot be read, put it again: %s", type(error).__name__)
        return StockLevel(
            item_id=row["pk"]["S"],
            location=catalog_keys.location_of(row["sk"]["S"]) or "",
            quantity=Decimal(0),
            observed_at=0,
            version=int(row.get("version", {}).get("N", -1)),
            unreadable=True,
        )


def from_row(row: dict[str, Any]) -> StockLevel:
    return StockLevel(
        item_id=row["pk"]["S"],
        location=catalog_keys.location_of(row["sk"]["S"]) or "",
        quantity=Decimal(row["quantity"]["N"]),
        observed_at=int(row["observed_at"]["N"]),
        version=int(row["version"]["N"]),
        changed_at=int(row["changed_at"]["N"]),
        backorder=row["backorder"]["BOOL"],
        restocked_at=int(row["restocked_at"]["N"]),
    )


def _key(item_id: str, location: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in catalog_keys.stock(item_id, location).items()}
