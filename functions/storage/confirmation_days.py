"""How many mails that ask for a confirmation were handed over on each day."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY_S = 86_400


class ConfirmationDayRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def take(self, day: int, count: int, limit: int) -> int:
        """Take up to `count` mails of a day (days since 1970) of `limit`; return how many.

        Where another takes at the same moment it may be none; then the next call takes them.
        """
        left = min(count, limit - self._taken(day))
        return left if left > 0 and self._add(day, left, most=limit - left) else 0

    def give_back(self, day: int, count: int) -> None:
        """Give back what was taken of a day and surely not used."""
        self._add(day, -count, most=None)

    def _taken(self, day: int) -> int:
        key = attributes(nudge_keys.confirmations_of_day(day))
        with dynamodb_faults():
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        row = answer.get("Item")
        return int(row["taken"]["N"]) if row else 0

    def _add(self, day: int, count: int, *, most: int | None) -> bool:
        """Add to what was taken; False if more than `most` was taken before."""
        values = {":count": count, ":expires": (day + 2) * _DAY_S}
        condition = "attribute_exists(taken)"
        if most is not None:
            values[":most"] = most
            condition = "attribute_not_exists(taken) OR taken <= :most"
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=attributes(nudge_keys.confirmations_of_day(day)),
                    UpdateExpression=f"ADD taken :count SET {TTL_ATTRIBUTE} = :expires",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={k: {"N": str(v)} for k, v in values.items()},
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True
