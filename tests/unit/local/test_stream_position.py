"""A stream of a data folder is read on from where the last run ended, also from its beginning."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.bootstrap import table_names
from functions.settings import Settings
from functions.storage.tables import create_tables
from local.engine import Engine, engine_running
from local.event_source import EventSourceMapping
from local.stream_position import follow
from local.streams import StreamPoller

TABLE = Settings().catalog_table


def following(data: Path, engine: Engine, seen: list[str]) -> StreamPoller:
    def handle(event: Mapping[str, Any]) -> None:
        seen.extend(record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"])

    mapping = EventSourceMapping(handle, on_failure=lambda _records: None)
    return follow(data, "restock", engine, TABLE, mapping)


def put(engine: Engine, name: str) -> None:
    item = {"pk": {"S": name}, "sk": {"S": "item"}}
    engine.dynamodb.put_item(TableName=TABLE, Item=item)


def test_a_run_that_ends_before_its_first_batch_loses_nothing(tmp_path: Path) -> None:
    seen: list[str] = []
    with engine_running({}, name="embedded", data=tmp_path / "tables") as engine:
        create_tables(engine.dynamodb, table_names(Settings()))
        following(tmp_path, engine, seen)
        put(engine, "tea")
        following(tmp_path, engine, seen).drain()
        assert seen == ["tea"]
        put(engine, "cup")
        following(tmp_path, engine, seen).drain()
    assert seen == ["tea", "cup"]


def test_the_first_run_of_a_folder_begins_with_what_is_written_from_then_on(tmp_path: Path) -> None:
    seen: list[str] = []
    with engine_running({}, name="embedded", data=tmp_path / "tables") as engine:
        create_tables(engine.dynamodb, table_names(Settings()))
        put(engine, "before")
        poller = following(tmp_path, engine, seen)
        put(engine, "tea")
        poller.drain()
    assert seen == ["tea"]
