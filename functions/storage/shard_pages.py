"""Pages of the rows that wait under one item's shard, in the order of their sort keys."""

from typing import TYPE_CHECKING, Any

from functions.storage.faults import dynamodb_faults

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
