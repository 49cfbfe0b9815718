"""What waits in the two indexes, looked at from outside: so the clock can jump to what is due."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from functions.storage import nudge_settings
from functions.storage.keys import config_keys, nudge_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.storage.tables import DUE_INDEX, READY_INDEX
from local.engine import Engine

T = TypeVar("T")
C = TypeVar("C", bound=str)
_SHARDS = SHARDS
_FEW = 60


class Waiting:
    def __init__(self, engine: Engine, table: str) -> None:
        self._client = engine.dynamodb
        self._table = table

    def due(self) -> dict[int, int]:
        """When something of a shard falls due next, UTC ms, by shard."""
        found = self._few(DUE_INDEX)
        if found is None:
            shards = [(shard, nudge_keys.due_shard(shard)) for shard in SHARDS]
            times = [(shard, self._first(DUE_INDEX, "due", value)) for shard, value in shards]
            return {shard: at for shard, at in times if at is not None}
        pairs = [
            (int(row["due_shard"]["S"].rpartition("#")[2]), int(row["due_at"]["N"]))
            for row in found
        ]
        return _earliest(pairs)

    def ready(self, channels: Sequence[C]) -> dict[C, int]:
        """From when on something may be leased, UTC ms, of each channel on which something may."""
        found = self._few(READY_INDEX)
        if found is None:
            shards = [(c, nudge_keys.ready_shard(c, s)) for c in channels for s in _SHARDS]
            times = [(c, self._first(READY_INDEX, "ready", value)) for c, value in shards]
            return _earliest([(channel, at) for channel, at in times if at is not None])
        return _earliest(
            [
                (channel, int(row["ready_at"]["N"]))
                for row in found
                for channel in channels
                if row["ready_shard"]["S"].startswith(f"{channel}#")
            ]
        )

    def paused(self) -> bool:
        """Whether the shop has paused its nudges: then no minute has work."""
        key = attributes(config_keys.nudge_settings())
        row = self._client.get_item(TableName=self._table, Key=key).get("Item")
        return nudge_settings.from_row(row).paused

    def _few(self, index: str) -> list[Any] | None:
        """All rows of an index; None where there are more than one page of a small shop."""
        answer = self._client.scan(TableName=self._table, IndexName=index, Limit=_FEW)
        return None if "LastEvaluatedKey" in answer else list(answer["Items"])

    def _first(self, index: str, name: str, shard: str) -> int | None:
        """The first time of one shard of an index, UTC ms; None where nothing waits."""
        rows = self._client.query(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression=f"{name}_shard = :shard",
            ExpressionAttributeValues={":shard": {"S": shard}},
            Limit=1,
        )["Items"]
        return int(rows[0][f"{name}_at"]["N"]) if rows else None


def _earliest(pairs: Iterable[tuple[T, int]]) -> dict[T, int]:
    earliest: dict[T, int] = {}
    for name, at in pairs:
        earliest[name] = min(at, earliest.get(name, at))
    return earliest
