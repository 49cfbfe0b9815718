"""What waits for the stream is counted, and so is its speed."""

from collections.abc import Iterator

import pytest

from functions.storage.tables import TableNames, create_tables
from local.engine import Engine, engine_running
from local.stream_pace import Pace

NAMES = TableNames.prefixed("pace")


@pytest.fixture
def own_engine() -> Iterator[Engine]:
    with engine_running({}, name="embedded") as engine:
        create_tables(engine.dynamodb, NAMES)
        yield engine


def put(engine: Engine, count: int) -> None:
    for number in range(count):
        item = {"pk": {"S": "p"}, "sk": {"S": f"b#{number}#{count}"}}
        engine.dynamodb.put_item(TableName=NAMES.events, Item=item)


def test_changes_wait_until_they_are_reached(own_engine: Engine) -> None:
    put(own_engine, 3)
    from_start = Pace(own_engine, NAMES.events, resume=None, from_start=True)
    from_now = Pace(own_engine, NAMES.events, resume=None, from_start=False)
    assert (from_start.waiting, from_now.waiting) == (3, 0)
    put(own_engine, 2)
    assert (from_start.waiting, from_now.waiting) == (5, 2)
    from_start.reached({"shard": f"{10**20 + 4}"})
    assert from_start.waiting == 1


def test_the_speed_is_the_mean_of_ten_seconds(own_engine: Engine) -> None:
    now = [100.0]
    pace = Pace(own_engine, NAMES.events, resume=None, from_start=True, clock=lambda: now[0])
    assert pace.read(30) == 30
    now[0] += 5
    pace.read(20)
    assert pace.per_second == 5
    now[0] += 7
    assert pace.per_second == 2
    assert pace.processed == 50
