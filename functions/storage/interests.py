"""Interest rows: who has an item in a cart or on a wish list, in shards by item."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.item_news.interests import LIFETIME_S, Interest
from functions.domain.person import Person
from functions.storage.batches import delete_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import restock_keys
from functions.storage.keys.key import attributes
from functions.storage.shard_pages import shard_page
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class InterestRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, interest: Interest) -> None:
        """Remember an interest; a later one that is known already stays."""
        self._try(
            self._client.update_item,
            Key=_key(interest.item_id, interest.person),
            UpdateExpression=f"SET #at = :at, {TTL_ATTRIBUTE} = :expires",
            ConditionExpression="attribute_not_exists(pk) OR #at < :at",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={
                ":at": {"N": str(interest.at)},
                ":expires": {"N": str(interest.at // 1000 + LIFETIME_S)},
            },
        )

    def remove(self, interest: Interest) -> None:
        """Forget an interest that ended at its time; one that began later stays."""
        self._try(
            self._client.delete_item,
            Key=_key(interest.item_id, interest.person),
            ConditionExpression="attribute_exists(pk) AND #at <= :at",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":at": {"N": str(interest.at)}},
        )

    def planned_at(self, interest: Interest, reason: str) -> int | None:
        """The time (UTC ms) of the last plan of a reason: 0 for never, None without a row."""
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table,
                Key=_key(interest.item_id, interest.person),
                ConsistentRead=True,
            )
        row: Any = answer.get("Item")
        if not row:
            return None
        return int(row[reason]["N"]) if reason in row else 0

    def page(
        self, item_id: str, shard: int, *, after: str, limit: int
    ) -> tuple[list[Interest], str | None]:
        """A page of a shard in the order of persons, and where the next one starts.

        `after` is a person's key: those up to and including it are left out.
        """
        shard_key = restock_keys.interest_shard(item_id, shard)
        rows, more = shard_page(self._client, self._table, shard_key, after=after, limit=limit)
        found = [
            Interest(item_id, Person.from_key(row["sk"]["S"]), int(row["at"]["N"])) for row in rows
        ]
        return found, more

    def forget(self, person: Person, item_ids: Iterable[str]) -> None:
        """Delete every interest of a person in these items.

        Raises:
            Unavailable: some may be left; deleting again is safe.
        """
        keys: Sequence[Any] = [_key(item_id, person) for item_id in dict.fromkeys(item_ids)]
        delete_all(self._client, self._table, keys)

    def _try(self, call: Any, **arguments: Any) -> None:
        try:
            with dynamodb_faults():
                call(TableName=self._table, **arguments)
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:  # a later event was faster: fine
                raise


def news_action(
    table: str, interest: Interest, reason: str, version: int, *, not_since: int
) -> dict[str, Any]:
    """The write, in a transaction, that plans one piece of news for a person once.

    It fails where the interest ended, or where news of this `reason` were planned at or after
    `not_since` (UTC ms).
    """
    return {
        "Update": {
            "TableName": table,
            "Key": _key(interest.item_id, interest.person),
            "UpdateExpression": "SET #reason = :version",
            "ConditionExpression": "attribute_exists(pk) AND "
            "(attribute_not_exists(#reason) OR #reason < :not_since)",
            "ExpressionAttributeNames": {"#reason": reason},
            "ExpressionAttributeValues": {
                ":version": {"N": str(version)},
                ":not_since": {"N": str(not_since)},
            },
        }
    }


def _key(item_id: str, person: Person) -> dict[str, Any]:
    return attributes(restock_keys.interest(item_id, person))
