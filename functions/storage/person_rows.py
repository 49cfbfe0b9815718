"""Rows of several kinds of one person, and those of configuration, by one consistent read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from functions.storage.batches import get_all
from functions.storage.keys.key import Key, attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]


class PersonRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def read(self, keys: Iterable[Key]) -> "ReadRows":
        """The rows under these keys, as of now; no call where there are no keys.

        Raises:
            Unavailable: some could not be read.
        """
        wanted = {(key["pk"], key["sk"]): attributes(key) for key in keys}
        rows = get_all(self._client, self._table, list(wanted.values()), consistent=True)
        return ReadRows({(row["pk"]["S"], row["sk"]["S"]): row for row in rows})


class ReadRows:
    def __init__(self, rows: dict[tuple[str, str], Row]) -> None:
        self._rows = rows

    def get(self, key: Key) -> Row | None:
        return self._rows.get((key["pk"], key["sk"]))

    def rev(self, key: Key) -> int:
        """The revision of a row; 0 where there is none."""
        row = self.get(key)
        return int(row["rev"]["N"]) if row else 0
