"""What waits in the two indexes, looked at from outside: so the clock can jump to what is due."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Literal, TypeVar
from zlib import crc32

from functions.domain.delivery.delivery import DeliveryId
from functions.domain.nudges.kinds import CHANNELS
from functions.storage import confirmations, nudge_settings, nudges
from functions.storage.keys import config_keys, delivery_keys, nudge_keys, restock_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.storage.tables import DUE_INDEX, READY_INDEX
from local.embedded.hooks import Call
from local.engine import Engine

C = TypeVar("C", bound=str)
_SETTINGS = (config_keys.nudge_settings()["pk"], config_keys.nudge_settings()["sk"])
_DUE = tuple(nudge_keys.due_shard(shard) for shard in SHARDS)
_DELIVERIES = tuple(map(delivery_keys.deliveries_due, delivery_keys.DELIVERY_SHARDS))
_READY: Mapping[str, Sequence[str]] = {
    channel: tuple(nudge_keys.ready_shard(channel, shard) for shard in SHARDS)
    for channel in (*CHANNELS, confirmations.CHANNEL)
}
_RECALLED = tuple(
    tuple(nudge_keys.ready_shard(nudges.RECALLED + channel, shard) for shard in SHARDS)
    for channel in CHANNELS
)
_PLACES: Mapping[str, Sequence[Sequence[str]]] = {
    nudge_keys.AGENDA: [_DUE],
    nudge_keys.NUDGE: [*(_READY[channel] for channel in CHANNELS), *_RECALLED],
    delivery_keys.DELIVERY: [_DELIVERIES],
    restock_keys.CONFIRMATIONS: [_READY[confirmations.CHANNEL]],
}
"""The shards of the indexes in which a row may be, by how its sort key begins."""
_KNOWN = frozenset(chain.from_iterable(chain.from_iterable(_PLACES.values())))
_INDEXES: Mapping[str, Literal["due", "ready"]] = {DUE_INDEX: "due", READY_INDEX: "ready"}


class Waiting:
    """The first time of each shard of the indexes; a shard is read again once a row of it changed.

    Args:
        engine: where `table` is, without rows.
        table: the name of the Customers table.
    """

    def __init__(self, engine: Engine, table: str) -> None:
        self._client = engine.dynamodb
        self._table = table
        self._times: dict[str, int | None] = {}
        self._changed: set[str] = set()
        self._paused: bool | None = None

    def wrote(self, key: tuple[str, str]) -> None:
        """Take note of a write to the row with this key; an index that lags asks for a second."""
        if key == _SETTINGS:
            self._paused = None
        partition, sort = key
        digest = crc32(partition.encode())
        for beginning, places in _PLACES.items():
            if sort.startswith(beginning):
                self._changed.update(shards[digest % len(shards)] for shards in places)

    def due(self) -> dict[int, int]:
        """When an agenda of a shard falls due next, UTC ms, by shard."""
        times = {shard: self._first("due", name) for shard, name in enumerate(_DUE)}
        return {shard: at for shard, at in times.items() if at is not None}

    def deliveries(self) -> int | None:
        """When a delivery is to be tried next, UTC ms; None where none waits."""
        times = [self._first("due", name) for name in _DELIVERIES]
        return min((at for at in times if at is not None), default=None)

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

    def ready(self, channels: Sequence[C]) -> dict[C, int]:
        """From when on something may be leased, UTC ms, of each channel on which something may."""
        times = {
            channel: [at for name in _READY[channel] if (at := self._first("ready", name))]
            for channel in channels
        }
        return {channel: min(found) for channel, found in times.items() if found}

    def answer(self, call: Call) -> dict[str, Any] | None:
        """The answer to a query of a shard without rows, which the engine need not be asked.

        Most calls of a run are such: functions that look for work ask each shard.
        """
        index = _INDEXES.get(call.parameters.get("IndexName", ""))
        if call.operation != "Query" or index is None:
            return None
        shard = call.parameters["ExpressionAttributeValues"][":shard"]["S"]
        if shard not in _KNOWN or self._first(index, shard) is not None:
            return None
        return {"Items": [], "Count": 0, "ScannedCount": 0}

    def paused(self) -> bool:
        """Whether the shop has paused its nudges: then no minute has work."""
        if self._paused is None:
            key = attributes(config_keys.nudge_settings())
            row = self._client.get_item(TableName=self._table, Key=key).get("Item")
            self._paused = nudge_settings.from_row(row).paused
        return self._paused

    def _first(self, index: Literal["due", "ready"], shard: str) -> int | None:
        """The first time of one shard of an index, UTC ms; None where nothing waits."""
        if shard in self._changed:
            self._changed.remove(shard)
            self._times[shard] = self._read(index, shard)
        return self._times.get(shard)

    def _read(self, index: Literal["due", "ready"], shard: str) -> int | None:
        rows = self._client.query(
            TableName=self._table,
            IndexName=DUE_INDEX if index == "due" else READY_INDEX,
            KeyConditionExpression=f"{index}_shard = :shard",
            ExpressionAttributeValues={":shard": {"S": shard}},
            Limit=1,
        )["Items"]
        return int(rows[0][f"{index}_at"]["N"]) if rows else None
