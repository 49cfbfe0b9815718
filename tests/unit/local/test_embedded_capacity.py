"""Capacity units by AWS's rules, alone and as the operations answer them."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.storage.tables import CHANGES_INDEX, TableNames, create_tables
from local.embedded.capacity import read_units, write_units
from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine

NAMES = TableNames.prefixed("units")


@pytest.mark.parametrize(
    ("size", "eventually", "consistent", "transactional"),
    [(0, 0.5, 1, 2), (1, 0.5, 1, 2), (4096, 0.5, 1, 2), (4097, 1, 2, 4), (409_600, 50, 100, 200)],
)
def test_reads(size: int, eventually: float, consistent: float, transactional: float) -> None:
    assert read_units(size, consistent=False) == eventually
    assert read_units(size, consistent=True) == consistent
    assert read_units(size, consistent=True, transactional=True) == transactional


@pytest.mark.parametrize(
    ("before", "after", "units"), [(0, 1, 1), (0, 1024, 1), (1025, 1, 2), (1, 1025, 2), (0, 0, 1)]
)
def test_writes_cost_by_the_larger_of_before_and_after(
    before: int, after: int, units: float
) -> None:
    assert write_units(before, after) == units
    assert write_units(before, after, transactional=True) == 2 * units


@pytest.fixture
def client() -> Iterator[Any]:
    with EmbeddedEngine() as engine:
        dynamodb = EmbeddedClient(engine, "dynamodb", validate=True)
        create_tables(dynamodb, NAMES)  # type: ignore[arg-type]
        yield dynamodb


def row(sk: str, size: int, at: int | None = None) -> dict[str, Any]:
    """A row of about so many bytes; with `at`, one that stands in the index."""
    index = {"change_shard": {"S": "0"}, "changed_at": {"N": str(at)}} if at else {}
    return {"pk": {"S": "a"}, "sk": {"S": sk}, "rest": {"B": bytes(size - 30)}, **index}


def put(client: Any, item: dict[str, Any]) -> Any:
    return client.put_item(TableName=NAMES.catalog, Item=item, ReturnConsumedCapacity="INDEXES")[
        "ConsumedCapacity"
    ]


def test_a_put_pays_for_the_index_entries_that_it_changes(client: Any) -> None:
    index = {CHANGES_INDEX: {"CapacityUnits": 1.0}}
    assert put(client, row("x", 3000))["CapacityUnits"] == 3
    new = put(client, row("x", 3000, at=1))
    assert (new["Table"]["CapacityUnits"], new["GlobalSecondaryIndexes"]) == (3, index)
    assert "GlobalSecondaryIndexes" not in put(client, row("x", 2500, at=1))  # not projected
    moved = put(client, row("x", 3000, at=2))  # one entry deleted, one put
    assert moved["GlobalSecondaryIndexes"][CHANGES_INDEX]["CapacityUnits"] == 2
    gone = put(client, row("x", 3000))
    assert gone["GlobalSecondaryIndexes"] == index
    assert gone["CapacityUnits"] == 4


def test_a_query_pays_for_all_that_it_read_at_once(client: Any) -> None:
    for n in range(6):
        put(client, row(f"x{n}", 1500))
    answer = client.query(
        TableName=NAMES.catalog,
        KeyConditionExpression="pk = :pk",
        FilterExpression="attribute_exists(nothing)",
        ExpressionAttributeValues={":pk": {"S": "a"}},
        ConsistentRead=True,
        ReturnConsumedCapacity="TOTAL",
    )
    assert (answer["Count"], answer["ScannedCount"]) == (0, 6)
    assert answer["ConsumedCapacity"] == {"TableName": NAMES.catalog, "CapacityUnits": 3.0}


def test_batches_and_transactions_pay_item_by_item(client: Any) -> None:
    rows = [row(f"x{n}", 1500) for n in range(3)]
    requests = [{"PutRequest": {"Item": each}} for each in rows]
    written = client.batch_write_item(
        RequestItems={NAMES.catalog: requests}, ReturnConsumedCapacity="TOTAL"
    )
    assert written["ConsumedCapacity"] == [{"TableName": NAMES.catalog, "CapacityUnits": 6.0}]
    puts = [{"Put": {"TableName": NAMES.catalog, "Item": each}} for each in rows]
    transacted = client.transact_write_items(TransactItems=puts, ReturnConsumedCapacity="TOTAL")
    assert transacted["ConsumedCapacity"][0]["CapacityUnits"] == 12
    keys = [{name: each[name] for name in ("pk", "sk")} for each in rows]
    read = client.batch_get_item(
        RequestItems={NAMES.catalog: {"Keys": keys}}, ReturnConsumedCapacity="TOTAL"
    )
    assert read["ConsumedCapacity"][0]["CapacityUnits"] == 1.5
