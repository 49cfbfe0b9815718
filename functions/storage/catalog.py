"""The catalogue: what is for sale, and an index of what changed lately."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from functions.domain.item import Item
from functions.storage import primary_keys
from functions.storage.batches import get_all, put_all
from functions.storage.faults import dynamodb_faults
from functions.storage.packing import pack, unpack
from functions.storage.tables import CHANGES_INDEX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Kept beside the packed rest because DynamoDB's index or a writer's condition reads them.
_OUTSIDE = ("item_id", "version")


class Catalog:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, item_ids: Sequence[str]) -> dict[str, Item]:
        """The items of these ids that were ever put, deleted ones among them."""
        keys = [_key(item_id) for item_id in dict.fromkeys(item_ids)]
        return {
            item.item_id: item for item in map(_from_row, get_all(self._client, self._table, keys))
        }

    def put(self, items: Sequence[Item]) -> set[int]:
        """Put items with distinct ids; the positions of those that could not be written."""
        return put_all(self._client, self._table, [_to_row(item) for item in items])

    def changed_since(self, since: int) -> list[str]:
        """Ids of what changed at or after `since` (UTC ms), as far as the index has heard."""
        with ThreadPoolExecutor(len(primary_keys.CHANGE_SHARDS)) as pool:
            shards = pool.map(lambda s: self._changed_in(s, since), primary_keys.CHANGE_SHARDS)
            return [item_id for shard in shards for item_id in shard]

    def _changed_in(self, shard: str, since: int) -> list[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=CHANGES_INDEX,
            KeyConditionExpression="change_shard = :shard AND changed_at >= :since",
            ExpressionAttributeValues={":shard": {"S": shard}, ":since": {"N": str(since)}},
        )
        with dynamodb_faults():
            return [row["pk"]["S"] for page in pages for row in page["Items"]]


def _key(item_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in primary_keys.item(item_id).items()}


def _to_row(item: Item) -> dict[str, Any]:
    body = {
        name: getattr(item, name)
        for name in Item.__dataclass_fields__
        if name not in _OUTSIDE and getattr(item, name) not in (None, {})
    }
    return {
        **_key(item.item_id),
        "version": {"N": str(item.version)},
        "body": {"B": pack(body)},
        "change_shard": {"S": primary_keys.change_shard(item.item_id)},
        "changed_at": {"N": str(item.version)},
    }


def _from_row(row: dict[str, Any]) -> Item:
    body = unpack(row["body"]["B"])
    return Item(item_id=row["pk"]["S"], version=int(row["version"]["N"]), **body)
