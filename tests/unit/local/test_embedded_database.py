"""The folder of an engine: owned by one process, refused in an unknown format, opened quickly."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from functions.storage.tables import TableNames, create_tables
from local.embedded.database import FILE, EngineError
from local.engine import engine_running

NAMES = TableNames.prefixed("kept")
ROW: dict[str, Any] = {"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}, "body": {"B": b"\x00\xff"}}
KEY = {name: ROW[name] for name in ("pk", "sk")}


def test_a_folder_that_is_open_is_refused_and_its_owner_named(tmp_path: Path) -> None:
    with engine_running({}, name="embedded", data=tmp_path):
        other = engine_running({}, name="embedded", data=tmp_path)
        with pytest.raises(EngineError, match=f"process {os.getpid()}"), other:
            pass
    with engine_running({}, name="embedded", data=tmp_path):
        pass


def test_a_restart_has_the_rows_the_stream_and_its_iterators(tmp_path: Path) -> None:
    with engine_running({}, name="embedded", data=tmp_path) as engine:
        create_tables(engine.dynamodb, NAMES)
        arn = engine.stream_arn(NAMES.events)
        (shard,) = engine.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterator = engine.streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
        )["ShardIterator"]
        engine.dynamodb.put_item(TableName=NAMES.events, Item=ROW)
    with engine_running({}, name="embedded", data=tmp_path) as engine:
        create_tables(engine.dynamodb, NAMES)
        assert engine.dynamodb.get_item(TableName=NAMES.events, Key=KEY)["Item"] == ROW
        records = engine.streams.get_records(ShardIterator=iterator)["Records"]
        assert [record["dynamodb"]["NewImage"] for record in records] == [ROW]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """The connections that were opened since."""
    connect, opened = sqlite3.connect, list[sqlite3.Connection]()

    def connecting(*args: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connecting)
    return opened


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def test_another_format_is_refused_with_the_remedy(
    tmp_path: Path, opened: list[sqlite3.Connection]
) -> None:
    with engine_running({}, name="embedded", data=tmp_path):
        pass
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    wanted = engine_running({}, name="embedded", data=tmp_path)
    with pytest.raises(EngineError, match=r"format 999.*another folder"), wanted:
        pass
    assert [is_closed(connection) for connection in opened] == [True] * 3


def test_what_is_no_database_is_refused(tmp_path: Path, opened: list[sqlite3.Connection]) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of the kind" * 100)
    wanted = engine_running({}, name="embedded", data=tmp_path)
    with pytest.raises(EngineError, match="no database of this engine"), wanted:
        pass
    assert [is_closed(connection) for connection in opened] == [True]
