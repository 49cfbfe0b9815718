"""What waits in the two indexes, looked at from outside: so the clock can jump to what is due."""

from collections.abc import Iterable, Iterator
from typing import Any

from functions.storage import nudge_settings, primary_keys
from functions.storage.tables import DUE_INDEX, READY_INDEX
from local.engine import Engine


class Waiting:
    def __init__(self, engine: Engine, table: str) -> None:
        self._client = engine.dynamodb
        self._table = table

    def due(self) -> dict[int, int]:
        """When something of a shard falls due next, UTC ms, by shard."""
        earliest: dict[int, int] = {}
        for row in self._rows(DUE_INDEX):
            shard, at = int(row["due_shard"]["S"].rpartition("#")[2]), int(row["due_at"]["N"])
            earliest[shard] = min(at, earliest.get(shard, at))
        return earliest

    def ready(self, channels: Iterable[str]) -> dict[str, int]:
        """From when on something may be leased, UTC ms, of each channel on which something may."""
        earliest: dict[str, int] = {}
        for row in self._rows(READY_INDEX):
            channel, at = row["ready_shard"]["S"].split("#")[0], int(row["ready_at"]["N"])
            earliest[channel] = min(at, earliest.get(channel, at))
        return {channel: earliest[channel] for channel in channels if channel in earliest}

    def paused(self) -> bool:
        """Whether the shop has paused its nudges: then no minute has work."""
        key = primary_keys.attributes(primary_keys.nudge_settings())
        row = self._client.get_item(TableName=self._table, Key=key).get("Item")
        return nudge_settings.from_row(row).paused

    def _rows(self, index: str) -> Iterator[Any]:
        pages = self._client.get_paginator("scan").paginate(TableName=self._table, IndexName=index)
        for page in pages:
            yield from page["Items"]
