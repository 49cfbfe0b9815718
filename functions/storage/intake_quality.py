"""Rows of intake quality: one for each key and day, written under a revision, gone in nine days."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from functions.domain.intake_quality import DAY_MS, FaultCount, FaultKey, IntakeCounts
from functions.storage.batches import get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.revisioned import lost_if_changed, unchanged_since
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT_DAYS = 9


class IntakeQualityRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, key_ids: Iterable[str], days: Iterable[int]) -> list[tuple[str, IntakeCounts]]:
        """The counts of these keys on these days (since 1970), those that there are."""
        days = list(days)
        keys = [attributes(config_keys.intake_quality(k, day)) for k in key_ids for day in days]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return [(config_keys.key_of_quality(row["pk"]["S"]), _read(row)[0]) for row in rows]

    def add(self, key_id: str, day: int, counts: IntakeCounts) -> None:
        """Add counts to a day's.

        Raises:
            RevisionLost: another process was faster; add again.
        """
        key = config_keys.intake_quality(key_id, day)
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=attributes(key), ConsistentRead=True
            )
        known, rev = _read(answer.get("Item"))
        row: Any = {
            **attributes(key),
            "rev": {"N": str(rev + 1)},
            "body": {"B": pack(_body(known.plus(counts)))},
            TTL_ATTRIBUTE: {"N": str((day + _KEPT_DAYS) * DAY_MS // 1000)},
        }
        with lost_if_changed("quality"), dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row, **unchanged_since(rev))


def _body(counts: IntakeCounts) -> dict[str, Any]:
    faults = [[*key, *count] for key, count in counts.faults.items()]
    return {"a": counts.accepted, "w": counts.warned, "r": counts.rejected, "f": faults}


def _read(row: Any) -> tuple[IntakeCounts, int]:
    if not row:
        return IntakeCounts(), 0
    rev = int(row["rev"]["N"])
    try:
        body = unpack(row["body"]["B"])
    except DAMAGE:
        return IntakeCounts(), rev
    faults = {FaultKey(*each[:3]): FaultCount(*each[3:]) for each in body["f"]}
    return IntakeCounts(body["a"], body["w"], body["r"], faults), rev
