"""Rows of imports, all in one partition, the id of each beginning with the time it was made."""

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from functions.domain.column_mapping import ColumnMapping
from functions.domain.file_import import Counts, FileImport
from functions.errors import RevisionLost
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import import_keys
from functions.storage.keys.key import Key, attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import lost_if_changed, unchanged_since
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT_S = 400 * 86_400


class FileImportRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, import_id: str) -> tuple[FileImport | None, int]:
        """An import as of now and its revision; None at revision 0 if there is none."""
        row = self._row(import_keys.file_import(import_id))
        return (_import_of(row), int(row["rev"]["N"])) if row else (None, 0)

    def newest(self, limit: int) -> list[FileImport]:
        """The imports that were made last, the newest first."""
        with dynamodb_faults():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :import)",
                ExpressionAttributeValues={
                    ":pk": {"S": import_keys.IMPORTS},
                    ":import": {"S": import_keys.IMPORT},
                },
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=limit,
            )
        return [_import_of(row) for row in page["Items"]]

    def put(self, known: FileImport, *, rev: int) -> None:
        """Write an import that was computed after revision `rev` was read.

        Raises:
            RevisionLost: another run was faster.
        """
        row: Any = {
            **attributes(import_keys.file_import(known.id)),
            "rev": {"N": str(rev + 1)},
            "body": {"B": pack(asdict(known))},
            TTL_ATTRIBUTE: {"N": str(known.created_at // 1000 + _KEPT_S)},
        }
        with lost_if_changed("import"), dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row, **unchanged_since(rev))

    def first_received(self, digest: str, now: int) -> int:
        """When a file of this content came first (UTC ms); `now` if it never came before."""
        key = import_keys.imported_file(digest)
        row: Any = {**attributes(key), "received_at": {"N": str(now)}}
        with suppress(RevisionLost), lost_if_changed("import"), dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row, **unchanged_since(0))
        return int(self._row(key)["received_at"]["N"])

    def _row(self, key: Key) -> Any:
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=attributes(key), ConsistentRead=True
            )
        return answer.get("Item")


def _import_of(row: Any) -> FileImport:
    body = unpack(row["body"]["B"])
    mapping = body.pop("mapping")
    return FileImport(
        **{
            **body,
            "counts": Counts(**body["counts"]),
            "mapping": ColumnMapping(**mapping) if mapping else None,
            "errors": tuple((field, reason) for field, reason in body["errors"]),
        }
    )
