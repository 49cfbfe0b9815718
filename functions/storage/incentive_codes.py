"""Single-use codes: a pool, and under each person the code that a sequence of theirs has taken.

That a code was given to a person is kept apart, too: one that is added again goes to no other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.messages.content import Incentive
from functions.domain.nudges.nudge import NudgeId
from functions.storage.batches import put_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import incentive_keys, nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.tables import TTL_ATTRIBUTE
from functions.storage.transactions import Transactions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class IncentiveCodeRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._transactions = Transactions(client, table)

    def add(self, codes: Sequence[Incentive]) -> set[int]:
        """Put codes into the pool; the answer is the positions of those that were not written.

        One that was given to a person before is not given again.
        """
        return put_all(self._client, self._table, [_row(each) for each in codes])

    def some(self, shard: int, limit: int) -> list[Incentive]:
        """Up to `limit` codes of a shard of the pool."""
        pk = incentive_keys.incentive_shard(shard)
        with dynamodb_faults():
            answer: Any = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": pk}},
                ConsistentRead=True,
                Limit=limit,
            )
        return [_incentive(row) for row in answer["Items"]]

    def taken(self, nudge_id: NudgeId) -> Incentive | None:
        """The code that the sequence of a nudge has taken."""
        key = attributes(incentive_keys.taken_incentive(nudge_id))
        with dynamodb_faults():
            row: Any = self._client.get_item(
                TableName=self._table, Key=key, ConsistentRead=True
            ).get("Item")
        return _incentive(row) if row else None

    def drop_if_given(self, incentive: Incentive) -> None:
        """Take a code out of the pool that was added again after it was given to a person."""
        given = attributes(incentive_keys.given_incentive(incentive.code))
        with dynamodb_faults():
            row: Any = self._client.get_item(TableName=self._table, Key=given).get("Item")
            if row:
                key = attributes(incentive_keys.incentive(incentive.code))
                self._client.delete_item(TableName=self._table, Key=key)

    def take(self, nudge_id: NudgeId, incentive: Incentive) -> None:
        """Move a code from the pool to the sequence of a nudge, if the nudge is still there.

        Raises:
            RevisionLost: another took it, the sequence has one, or the person was erased.
        """
        pool = attributes(incentive_keys.incentive(incentive.code))
        taken = attributes(incentive_keys.taken_incentive(nudge_id))
        nudge = attributes(nudge_keys.nudge(nudge_id))
        given = attributes(incentive_keys.given_incentive(incentive.code))
        new = {"TableName": self._table, "ConditionExpression": "attribute_not_exists(pk)"}
        exists = {"TableName": self._table, "ConditionExpression": "attribute_exists(pk)"}
        self._transactions.write(
            [
                {"Delete": {"Key": pool, **exists}},
                {"ConditionCheck": {"Key": nudge, **exists}},
                {"Put": {"Item": {**taken, **_attributes(incentive)}, **new}},
                {"Put": {"Item": {**given, **_expires(incentive)}, **new}},
            ]
        )


def _row(incentive: Incentive) -> dict[str, Any]:
    key = attributes(incentive_keys.incentive(incentive.code))
    return {**key, **_attributes(incentive), **_expires(incentive)}


def _expires(incentive: Incentive) -> dict[str, Any]:
    return {TTL_ATTRIBUTE: {"N": str(incentive.expires_at // 1000)}}


def _attributes(incentive: Incentive) -> dict[str, Any]:
    return {"code": {"S": incentive.code}, "ends_at": {"N": str(incentive.expires_at)}}


def _incentive(row: dict[str, Any]) -> Incentive:
    return Incentive(row["code"]["S"], int(row["ends_at"]["N"]))
