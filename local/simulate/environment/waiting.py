"""What waits in the two indexes, looked at from outside: so the clock can jump to what is due."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from functions.domain.delivery.delivery import DeliveryId
from functions.storage import nudge_settings
from functions.storage.keys import config_keys, delivery_keys, nudge_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.storage.tables import DUE_INDEX, READY_INDEX
from local.engine import Engine

T = TypeVar("T")
C = TypeVar("C", bound=str)
_FEW = 60


class Waiting:
    def __init__(self, engine: Engine, table: str) -> None:
        self._client = engine.dynamodb
        self._table = table

    def due(self) -> dict[int, int]:
        """When an agenda of a shard falls due next, UTC ms, by shard."""
        return self._due(nudge_keys.due_shard)

    def deliveries(self) -> int | None:
        """When a delivery is to be tried next, UTC ms; None where none waits."""
        return min(self._due(delivery_keys.deliveries_due).values(), default=None)

    def all_deliveries(self) -> list[tuple[DeliveryId, int]]:
        """Each delivery that waits, and when it is tried next, UTC ms."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table, IndexName=DUE_INDEX
        )
        rows: list[Any] = [row for page in pages for row in page["Items"]]
        return [
            (
                delivery_keys.delivery_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}),
                int(row["due_at"]["N"]),
            )
            for row in rows
            if row["due_shard"]["S"].startswith(delivery_keys.DELIVERIES_DUE)
        ]

    def _due(self, name: Callable[[int], str]) -> dict[int, int]:
        shards = {name(shard): shard for shard in SHARDS}
        found = self._few(DUE_INDEX)
        if found is None:
            times = [(n, self._first(DUE_INDEX, "due", value)) for value, n in shards.items()]
            return {shard: at for shard, at in times if at is not None}
        return _earliest(
            [
                (shards[row["due_shard"]["S"]], int(row["due_at"]["N"]))
                for row in found
                if row["due_shard"]["S"] in shards
            ]
        )

    def ready(self, channels: Sequence[C]) -> dict[C, int]:
        """From when on something may be leased, UTC ms, of each channel on which something may."""
        found = self._few(READY_INDEX)
        if found is None:
            shards = [(c, nudge_keys.ready_shard(c, s)) for c in channels for s in SHARDS]
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
