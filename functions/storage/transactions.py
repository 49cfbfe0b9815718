"""Transactions: all of their writes happen, or none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.errors import RevisionLost
from functions.storage.faults import TRANSACTION_CANCELED, code_of, dynamodb_faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Transactions:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self.table = table

    def write(self, actions: Sequence[dict[str, Any]]) -> None:
        """Do all of these actions, or none.

        Raises:
            RevisionLost: a condition failed, or another transaction was at one of the rows.
        """
        try:
            with dynamodb_faults():
                self._client.transact_write_items(TransactItems=list(actions))  # type: ignore[arg-type] # as the row modules make them
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                raise RevisionLost("a row was written by another") from error
            raise


def unchanged(table: str, key: dict[str, Any], rev: int) -> dict[str, Any]:
    """The check, in a transaction, that a row is as it was read at `rev`; 0 stands for no row."""
    condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if rev:
        condition = {
            "ConditionExpression": "rev = :rev",
            "ExpressionAttributeValues": {":rev": {"N": str(rev)}},
        }
    return {"ConditionCheck": {"TableName": table, "Key": key, **condition}}
