"""The catalogue: what is for sale, and an index of what changed lately."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from functions.correlation import row_attribute
from functions.domain.item import Item
from functions.domain.stock import Availability
from functions.storage.batches import get_all, put_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import catalog_keys
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.tables import CHANGES_INDEX, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Kept outside the packed rest because DynamoDB's index or a writer's condition reads them.
_OUTSIDE = ("item_id", "version")
# A deletion leaves the index long after every snapshot and every instance has read it.
_TOMBSTONE_DAYS = 30

logger = logging.getLogger(__name__)
Change = Item | Availability
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes, oldest first; `after` is where the next page starts, None at the end."""

    rows: list[Change]
    after: dict[str, Any] | None


class CatalogRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, item_ids: Sequence[str]) -> dict[str, Item]:
        """The items of these ids that were ever put, deleted ones among them; as of now."""
        keys = [_key(item_id) for item_id in dict.fromkeys(item_ids)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return readable_items(rows)

    def put(self, items: Sequence[Item]) -> set[int]:
        """Put items with distinct ids, whatever is there: for one who loads a whole catalogue.

        The answer is the positions of those that could not be written.
        """
        return put_all(self._client, self._table, [_to_row(item) for item in items])

    def put_newer(self, item: Item) -> bool:
        """Put an item unless one of the same or a later version is there: then False."""
        try:
            with dynamodb_faults():
                self._client.put_item(
                    TableName=self._table,
                    Item=_to_row(item),
                    ConditionExpression="attribute_not_exists(pk) OR version < :version",
                    ExpressionAttributeValues={":version": {"N": str(item.version)}},
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True

    def replace(self, item: Item, known: Item) -> bool:
        """Put an item over `known`, which has the same aliases; False if another was faster."""
        action = self.putting(item, known)["Put"]
        try:
            with dynamodb_faults():
                self._client.put_item(**action)
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True

    def putting(self, item: Item, known: Item | None) -> dict[str, Any]:
        """The action of a transaction that puts an item over `known`, and over nothing else."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if known:
            condition = {
                "ConditionExpression": "version = :known",
                "ExpressionAttributeValues": {":known": {"N": str(known.version)}},
            }
        return {"Put": {"TableName": self._table, "Item": _to_row(item), **condition}}

    def changes(self, shard: str, since: int, after: dict[str, Any] | None = None) -> Changes:
        """One page of what changed in a shard at or after `since` (UTC ms), at most 1 MB.

        The index usually trails the table by less than a second.
        """
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": CHANGES_INDEX,
            "KeyConditionExpression": "change_shard = :shard AND changed_at >= :since",
            "ExpressionAttributeValues": {":shard": {"S": shard}, ":since": {"N": str(since)}},
        }
        if after:
            query["ExclusiveStartKey"] = after
        with dynamodb_faults():
            page = self._client.query(**query)
        return Changes(list(_readable(_change, page["Items"])), page.get("LastEvaluatedKey"))

    def changed_since(self, since: int) -> list[Change]:
        """Return all changes at or after `since` (UTC ms)."""
        shards = (self._pages(shard, since) for shard in catalog_keys.CHANGE_SHARDS)
        return [row for page in chain.from_iterable(shards) for row in page.rows]

    def _pages(self, shard: str, since: int) -> Iterator[Changes]:
        page = self.changes(shard, since)
        yield page
        while page.after:
            page = self.changes(shard, since, page.after)
            yield page


def readable_items(rows: Iterable[Any]) -> dict[str, Item]:
    """Items by id, of rows as boto3 gives them; one that cannot be read is left out."""
    return {item.item_id: item for item in _readable(from_row, rows)}


def _readable(read: Callable[[Any], Row], rows: Iterable[Any]) -> Iterator[Row]:
    """What can be read of rows; one that cannot is left out, until it is put again."""
    for row in rows:
        try:
            yield read(row)
        except DAMAGE as error:
            name = row["pk"]["S"]
            logger.warning("the item %s cannot be read, put it again: %r", name, error)


def _key(item_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in catalog_keys.item(item_id).items()}


def _to_row(item: Item) -> dict[str, Any]:
    body = {
        name: getattr(item, name)
        for name in Item.__dataclass_fields__
        if name not in _OUTSIDE and getattr(item, name) not in (None, {}, ())
    }
    row = {
        **_key(item.item_id),
        "version": {"N": str(item.version)},
        "body": {"B": pack(body)},
        "change_shard": {"S": catalog_keys.change_shard(item.item_id)},
        "changed_at": {"N": str(item.version)},
        **row_attribute(),
    }
    if item.deleted:
        row[TTL_ATTRIBUTE] = {"N": str(item.version // 1000 + _TOMBSTONE_DAYS * 86_400)}
    return row


def from_row(row: dict[str, Any]) -> Item:
    """An item; the index calls its version `changed_at`, as every write of an item is a change."""
    body = unpack(row["body"]["B"])
    names = {"item_id": row["pk"]["S"], "aliases": tuple(body.pop("aliases", ()))}
    return Item(**names, version=int(row["changed_at"]["N"]), **body)


def _change(row: dict[str, Any]) -> Change:
    location = catalog_keys.location_of(row["sk"]["S"])
    if location is None:
        return from_row(row)
    return Availability(
        item_id=row["pk"]["S"],
        location=location,
        available=row["available"]["BOOL"],
        version=int(row["changed_at"]["N"]),
    )
