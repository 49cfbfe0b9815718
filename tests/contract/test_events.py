from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from functions.domain.person import customer, visitor
from functions.errors import Unavailable
from functions.storage.client import writing_client
from functions.storage.events import Events
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
    assert events.put(view) is True
    assert events.put(view) is False
    assert events.newest(ANA, "b", 10) == [view]


def test_a_retry_with_another_clock_reading_is_the_same_event(events: Events) -> None:
    """The batch is sent again with another `sentAt`, so the skew seems to be another."""
    near = event("m1", "Product Viewed", "milk")
    far = replace(near, at=NOON - DAY)
    assert events.put(near) is True
    assert events.put(far) is False
    assert events.newest(ANA, "b", 10) == [near]


def test_the_same_the_other_way_round(events: Events) -> None:
    near = event("m1", "Product Viewed", "milk")
    far = replace(near, at=NOON - DAY)
    assert events.put(far) is True
    assert events.put(near) is False
    assert events.put(far) is False
    assert events.newest(ANA, "b", 10) == [far]


def test_an_event_without_a_time_is_stored_once(events: Events) -> None:
    view = event("m1", "Product Viewed", "milk", claimed_at=None)
    assert events.put(view) is True
    assert events.put(replace(view, at=NOON + MINUTE)) is False
    assert events.newest(ANA, "b", 10) == [view]


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
