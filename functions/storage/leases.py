"""Leases: one holder at a time; a lease expires if its holder stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.errors import HiloError
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import config_keys

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class LeaseTaken(HiloError):
    """Another process holds the lease."""


class LeaseRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    @contextmanager
    def hold(self, name: str, *, holder: str, now_s: int, for_s: int) -> Iterator[None]:
        """Hold the lease `name` while the block runs, at most `for_s` seconds.

        Raises:
            LeaseTaken: another holder's lease has not ended yet.
        """
        self._take(name, holder, now_s, for_s)
        try:
            yield
        finally:
            self._release(name, holder)

    def _take(self, name: str, holder: str, now_s: int, for_s: int) -> None:
        try:
            with dynamodb_faults():
                self._client.put_item(
                    TableName=self._table,
                    Item={
                        **_key(name),
                        "holder": {"S": holder},
                        "until": {"N": str(now_s + for_s)},
                        "expires_at": {"N": str(now_s + for_s)},
                    },
                    ConditionExpression="attribute_not_exists(pk) OR #until <= :now",
                    ExpressionAttributeNames={"#until": "until"},
                    ExpressionAttributeValues={":now": {"N": str(now_s)}},
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                raise LeaseTaken(f"{name} is running elsewhere") from error
            raise

    def _release(self, name: str, holder: str) -> None:
        try:
            with dynamodb_faults():
                self._client.delete_item(
                    TableName=self._table,
                    Key=_key(name),
                    ConditionExpression="holder = :holder",
                    ExpressionAttributeValues={":holder": {"S": holder}},
                )
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:  # it ended and another holder has it: fine
                raise


def _key(name: str) -> dict[str, Any]:
    return {key: {"S": value} for key, value in config_keys.lease(name).items()}
