"""Pages of one shard: rows that wait for an item, and rows that are ready for a channel."""

from typing import TYPE_CHECKING, Any

from functions.storage.faults import dynamodb_faults
from functions.storage.keys import nudge_keys
from functions.storage.tables import READY_INDEX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def shard_page(
    client: "DynamoDBClient", table: str, shard: str, *, after: str, limit: int
) -> tuple[list[Any], str | None]:
    """At most `limit` rows of the partition `shard`, and the sort key the next page starts after.

    `after` is a sort key: rows up to and including it are left out. The page may lag.
    """
    with dynamodb_faults():
        page = client.query(
            TableName=table,
            KeyConditionExpression="pk = :pk AND sk > :after",
            ExpressionAttributeValues={":pk": {"S": shard}, ":after": {"S": after or "0"}},
            Limit=limit,
        )
    more = page.get("LastEvaluatedKey")
    return page["Items"], more["sk"]["S"] if more else None


def ready_page(
    client: "DynamoDBClient", table: str, channel: str, shard: int, *, until: int, limit: int
) -> list[Any]:
    """The keys of a channel's rows ready by `until` (UTC ms), the longest ready first.

    The index may trail the table a little.
    """
    with dynamodb_faults():
        page = client.query(
            TableName=table,
            IndexName=READY_INDEX,
            KeyConditionExpression="ready_shard = :shard AND ready_at <= :until",
            ExpressionAttributeValues={
                ":shard": {"S": nudge_keys.ready_shard(channel, shard)},
                ":until": {"N": str(until)},
            },
            Limit=limit,
        )
    return page["Items"]
