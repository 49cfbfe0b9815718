"""Derived rows: a packed body, written only over the revision that was read before."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.errors import RevisionLost
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.packing import unpack
from functions.storage.primary_keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class RevisionedRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, key: Key) -> tuple[Any, int]:
        """The body as of now and its revision; None at revision 0 before the first write."""
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_attributes(key), ConsistentRead=True
            )
        row: Any = answer.get("Item")
        return (unpack(row["body"]["B"]), int(row["rev"]["N"])) if row else (None, 0)

    def put(self, key: Key, packed: bytes, *, rev: int) -> None:
        """Write the body that was computed after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster; read again what it is computed from.
        """
        row = {**_attributes(key), "rev": {"N": str(rev + 1)}, "body": {"B": packed}}
        try:
            with dynamodb_faults():
                self._client.put_item(
                    TableName=self._table,
                    Item=row,
                    ConditionExpression="attribute_not_exists(pk) OR rev = :rev",
                    ExpressionAttributeValues={":rev": {"N": str(rev)}},
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                raise RevisionLost(key["pk"]) from error
            raise


def _attributes(key: Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}
