"""The shop's valve: how many hand-overs were allowed in each minute."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ValveRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def take(self, minute: int, count: int, limit: int) -> bool:
        """Take `count` hand-overs of a minute (minutes since 1970); False if fewer are left.

        What is taken and not used lapses with the minute.
        """
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=attributes(nudge_keys.valve(minute)),
                    UpdateExpression=f"ADD taken :count SET {TTL_ATTRIBUTE} = :expires",
                    ConditionExpression="attribute_not_exists(taken) OR taken <= :most",
                    ExpressionAttributeValues={
                        ":count": {"N": str(count)},
                        ":most": {"N": str(limit - count)},
                        ":expires": {"N": str(minute * 60 + 3_600)},
                    },
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True
