from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from functions.domain.person import customer, visitor
from functions.errors import Unavailable
from functions.storage.client import writing_client
from functions.storage.events import Events, Stored
from functions.storage.tables import TableNames
from tests.unit.builders import DAY, MINUTE, NOON, event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA = customer("ana")


@pytest.fixture
def events(dynamodb: "DynamoDBClient", tables: TableNames) -> Events:
    return Events(dynamodb, tables.events)


def test_an_event_is_stored_once(events: Events) -> None:
    view = event("m1", "Product Viewed", "milk")
    assert events.put(view) == Stored(view, is_new=True)
    assert events.put(view) == Stored(view, is_new=False)
    assert events.newest(ANA, "b", 10) == [view]


def test_a_retry_gives_the_event_as_first_stored(events: Events) -> None:
    """The batch is sent again with another `sentAt`, so the skew seems to be another."""
    near = event("m1", "Product Viewed", "milk")
    far = replace(near, at=NOON - DAY, received_at=NOON + DAY)
    assert events.put(near) == Stored(near, is_new=True)
    assert events.put(replace(near, received_at=NOON + DAY)) == Stored(near, is_new=False)
    assert events.put(far) == Stored(near, is_new=False)
    assert events.newest(ANA, "b", 10) == [near]


def test_a_retry_of_a_wrong_clocks_event_is_found_by_its_marker(events: Events) -> None:
    far = event("m1", "Product Viewed", "milk", claimed_at=NOON + 75 * 365 * DAY)
    assert events.put(far) == Stored(far, is_new=True)
    assert events.put(replace(far, at=NOON + DAY)) == Stored(far, is_new=False)
    assert events.newest(ANA, "b", 10) == [far]


def test_an_event_without_a_time_is_stored_once(events: Events) -> None:
    view = event("m1", "Product Viewed", "milk", claimed_at=None)
    assert events.put(view) == Stored(view, is_new=True)
    assert events.put(replace(view, at=NOON + MINUTE)) == Stored(view, is_new=False)
    assert events.newest(ANA, "b", 10) == [view]


def test_what_was_deleted_leaves_no_marker(events: Events) -> None:
    far = event("m1", "Product Viewed", "milk", claimed_at=NOON + DAY)
    events.put(far)
    events.delete([far])
    assert events.newest(ANA, "b", 10) == []
    assert events.put(far) == Stored(far, is_new=True)


def test_markers_do_not_stand_among_events(
    events: Events, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    """2099 is claimed, and the events stand at their true time; nothing stands beside them."""
    for n in range(3):
        events.put(event(f"m{n}", "Product Viewed", claimed_at=NOON + (75 * 365 + n) * DAY))
    answer = dynamodb.query(
        TableName=tables.events,
        KeyConditionExpression="pk = :pk AND sk > :sk",
        ExpressionAttributeValues={":pk": {"S": ANA.key}, ":sk": {"S": "b#"}},
        Limit=3,
    )
    names = [row["sk"]["S"] for row in answer["Items"]]
    assert names == [f"b#{NOON:013d}#m{n}" for n in range(3)]


def test_the_newest_of_one_family_and_one_person_come_first(events: Events) -> None:
    views = [event(f"m{n}", "Product Viewed", "milk", at=NOON + n * MINUTE) for n in range(5)]
    for each in (*views, event("m9", "Product Added", "milk")):
        events.put(each)
    events.put(event("m10", "Product Viewed", "tea", person=visitor("ana")))
    assert events.newest(ANA, "b", 3) == views[:1:-1]
    assert [e.message_id for e in events.newest(ANA, "c", 3)] == ["m9"]
    assert [e.message_id for e in events.newest(visitor("ana"), "b", 3)] == ["m10"]


def test_an_engine_that_is_gone_is_unavailable(tables: TableNames) -> None:
    nobody_listens = writing_client("http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        Events(nobody_listens, tables.events).put(event("m1", "Product Viewed", "milk"))
