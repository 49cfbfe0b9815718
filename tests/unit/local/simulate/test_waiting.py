"""What waits in the indexes, as the environment knows it without asking each shard again."""

from collections.abc import Iterator

import pytest

from functions.domain.delivery.delivery import DeliveryId
from functions.storage.keys import delivery_keys
from functions.storage.tables import DUE_INDEX, TableNames, create_tables
from local.embedded.engine import EmbeddedEngine
from local.embedded.hooks import Call
from local.engine import Engine, embedded_in
from local.simulate.environment.waiting import Waiting

TABLES = TableNames.prefixed("waiting")
KEY = ("customer#ana", f"{delivery_keys.DELIVERY}x")
SHARD = delivery_keys.deliveries_due(
    delivery_keys.delivery_shard(DeliveryId(KEY[0], "nudge.ready#x", "crm"))
)


@pytest.fixture
def engine() -> Iterator[Engine]:
    embedded = EmbeddedEngine(None, clock=lambda: 0)
    made = embedded_in(embedded)
    create_tables(made.dynamodb, TABLES)
    yield made
    embedded.close()


def query(shard: str) -> Call:
    values = {":shard": {"S": shard}, ":until": {"N": "9"}}
    return Call("Query", {"IndexName": DUE_INDEX, "ExpressionAttributeValues": values})


def test_a_shard_is_empty_until_a_row_of_it_is_written(engine: Engine) -> None:
    waiting = Waiting(engine, TABLES.customers)
    answer = waiting.answer(query(SHARD))
    assert answer is not None
    assert answer["Items"] == []
    pk, sk = KEY
    row = {"pk": {"S": pk}, "sk": {"S": sk}, "due_shard": {"S": SHARD}, "due_at": {"N": "7"}}
    engine.dynamodb.put_item(TableName=TABLES.customers, Item=row)
    waiting.wrote(KEY)
    assert waiting.answer(query(SHARD)) is None


def test_other_queries_are_left_to_the_engine(engine: Engine) -> None:
    waiting = Waiting(engine, TABLES.customers)
    assert waiting.answer(query("log#crm#0")) is None
    assert waiting.answer(Call("GetItem", {"TableName": TABLES.customers})) is None
