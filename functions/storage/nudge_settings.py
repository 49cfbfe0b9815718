"""The settings of nudges: one row of the whole shop, and a row for each change ever made."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from functions.domain.nudges.settings import NudgeSettings
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import unchanged_since
from functions.storage.transactions import Transactions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
_SETTINGS = TypeAdapter(NudgeSettings)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the settings: `changes` holds what was given, `by` the key that it came with.

    `at` is UTC ms.
    """

    rev: int
    at: int
    by: str
    changes: dict[str, Any]


class NudgeSettingsRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, *, consistent: bool = True) -> NudgeSettings:
        """The settings as of now; the defaults before the first change.

        A read that is not `consistent` costs half and may be a second late.
        """
        key = attributes(config_keys.nudge_settings())
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=key, ConsistentRead=consistent
            )
        return from_row(answer.get("Item"))

    def put(self, settings: NudgeSettings, change: Change) -> None:
        """Write settings made from those of revision `settings.rev`, and what changed.

        Raises:
            RevisionLost: another writer was faster.
        """
        body = _SETTINGS.dump_python(replace(settings, rev=0), mode="json")
        row = {
            **attributes(config_keys.nudge_settings()),
            "rev": {"N": str(settings.rev + 1)},
            "body": {"B": pack(body)},
        }
        history = {
            **attributes(config_keys.nudge_settings_history(settings.rev + 1)),
            "at": {"N": str(change.at)},
            "by": {"S": change.by},
            "body": {"B": pack(change.changes)},
        }
        Transactions(self._client, self._table).write(
            [
                {"Put": {"TableName": self._table, "Item": row, **unchanged_since(settings.rev)}},
                {"Put": {"TableName": self._table, "Item": history}},
            ]
        )

    def history(self, *, limit: int) -> list[Change]:
        """The newest changes, the newest first."""
        prefix = f"{config_keys.SETTINGS_HISTORY}nudges#"
        with dynamodb_faults():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": config_keys.CONFIG},
                    ":prefix": {"S": prefix},
                },
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=limit,
            )
        rows: list[Any] = page["Items"]
        return [
            Change(
                int(row["sk"]["S"].removeprefix(prefix)),
                int(row["at"]["N"]),
                row["by"]["S"],
                unpack(row["body"]["B"]),
            )
            for row in rows
        ]


def from_row(row: Any) -> NudgeSettings:
    """The settings of a row as boto3 gives it; the defaults for None."""
    if row is None:
        return NudgeSettings()
    return _parsed(row["body"]["B"], int(row["rev"]["N"]))


@lru_cache(maxsize=16)
def _parsed(body: bytes, rev: int) -> NudgeSettings:
    """A sweep reads the settings with each person, and they rarely differ: most are parsed once."""
    return replace(_SETTINGS.validate_python(unpack(body)), rev=rev)
