"""Derived rows: a packed body, written only over the revision that was read before."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.errors import RevisionLost
from functions.storage.batches import get_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys.key import Key
from functions.storage.packing import DAMAGE, unpack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


logger = logging.getLogger(__name__)


class RevisionedRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, key: Key, *, derived: bool = False) -> tuple[Any, int]:
        """The body as of now and its revision; None at revision 0 before the first write.

        A body that cannot be read is None at its revision if it is `derived`: it can be made anew.
        """
        row = self._row(key)
        return _read(row, derived=derived) if row else (None, 0)

    def packed(self, key: Key) -> tuple[bytes | None, int]:
        """The same as it stands in the row, for a reader that unpacks it itself."""
        row = self._row(key)
        return (row.get("body", {}).get("B", b""), int(row["rev"]["N"])) if row else (None, 0)

    def _row(self, key: Key) -> Any:
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_attributes(key), ConsistentRead=True
            )
        return answer.get("Item")

    def find(self, keys: Sequence[Key], *, derived: bool = False) -> dict[str, tuple[Any, int]]:
        """The same of many rows of one kind, by their partitions; what is not there is left out.

        Raises:
            Unavailable: some could not be read.
        """
        wanted = {key["pk"]: _attributes(key) for key in keys}
        rows = get_all(self._client, self._table, list(wanted.values()), consistent=True)
        return {row["pk"]["S"]: _read(row, derived=derived) for row in rows}

    def put(
        self, key: Key, packed: bytes, *, rev: int, more: Mapping[str, Any] | None = None
    ) -> None:
        """Write the body that was computed after revision `rev` was read, with `more` attributes.

        Raises:
            RevisionLost: another writer was faster; read again what it is computed from.
        """
        body = {"rev": {"N": str(rev + 1)}, "body": {"B": packed}}
        row = {**_attributes(key), **body, **(more or {})}
        with lost_if_changed(key["sk"]), dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row, **unchanged_since(rev))

    def delete(self, key: Key, *, rev: int) -> None:
        """Delete the row that was read at revision `rev`.

        Raises:
            RevisionLost: another writer was faster.
        """
        with lost_if_changed(key["sk"]), dynamodb_faults():
            self._client.delete_item(
                TableName=self._table, Key=_attributes(key), **unchanged_since(rev)
            )


def _read(row: dict[str, Any], *, derived: bool) -> tuple[Any, int]:
    try:
        return unpack(row["body"]["B"]), int(row["rev"]["N"])
    except DAMAGE as error:
        if not derived:
            raise
        logger.warning("the %s cannot be read: %s", row["sk"]["S"], type(error).__name__)
        return None, int(row["rev"]["N"])


def unchanged_since(rev: int) -> dict[str, Any]:
    """The condition that the row is as it was read at `rev`; 0 stands for no row."""
    if rev == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "rev = :rev",
        "ExpressionAttributeValues": {":rev": {"N": str(rev)}},
    }


@contextmanager
def lost_if_changed(kind: str) -> Iterator[None]:
    """Raise `RevisionLost` where the condition of a write failed.

    Errors may be logged, so they name the kind of row and never its person.
    """
    try:
        yield
    except ClientError as error:
        if code_of(error) == CONDITION_FAILED:
            raise RevisionLost(f"the {kind} was written by another") from error
        raise


def _attributes(key: Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}
