from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from functions.domain.event import Event
from functions.domain.person import customer, visitor
from functions.errors import Unavailable
from functions.storage.client import writing_client
from functions.storage.event_puts import Stored
from functions.storage.event_rows import to_rows
from functions.storage.events import EventRows
from functions.storage.keys.event_keys import event_key
from functions.storage.tables import TableNames
from tests.unit.builders import DAY, MINUTE, NOON, event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA = customer("ana")


@pytest.fixture
def events(dynamodb: "DynamoDBClient", tables: TableNames) -> EventRows:
    return EventRows(dynamodb, tables.events)


def test_an_event_is_stored_once(events: EventRows) -> None:
    view = event("m1", "Product Viewed", "milk")
    assert events.put(view) == Stored(view, is_new=True)
    assert events.put(view) == Stored(view, is_new=False)
    assert events.newest(ANA, "b", 10) == [view]


def test_a_retry_gives_the_event_as_first_stored(events: EventRows) -> None:
    """The batch is sent again with another `sentAt`, so the skew seems to be another."""
    near = event("m1", "Product Viewed", "milk")
    far = replace(near, at=NOON - DAY, received_at=NOON + DAY)
    assert events.put(near) == Stored(near, is_new=True)
    assert events.put(replace(near, received_at=NOON + DAY)) == Stored(near, is_new=False)
    assert events.put(far) == Stored(near, is_new=False)
    assert events.newest(ANA, "b", 10) == [near]


def test_a_retry_of_a_wrong_clocks_event_is_found_by_its_marker(events: EventRows) -> None:
    far = event("m1", "Product Viewed", "milk", claimed_at=NOON + 75 * 365 * DAY)
    assert events.put(far) == Stored(far, is_new=True)
    assert events.put(replace(far, at=NOON + DAY)) == Stored(far, is_new=False)
    assert events.newest(ANA, "b", 10) == [far]


def test_an_event_without_a_time_is_stored_once(events: EventRows) -> None:
    view = event("m1", "Product Viewed", "milk", claimed_at=None)
    assert events.put(view) == Stored(view, is_new=True)
    assert events.put(replace(view, at=NOON + MINUTE)) == Stored(view, is_new=False)
    assert events.newest(ANA, "b", 10) == [view]


def test_what_was_deleted_leaves_no_marker(events: EventRows) -> None:
    far = event("m1", "Product Viewed", "milk", claimed_at=NOON + DAY)
    events.put(far)
    events.delete([far])
    assert events.newest(ANA, "b", 10) == []
    assert events.put(far) == Stored(far, is_new=True)


def test_markers_do_not_stand_among_events(
    events: EventRows, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    """2099 is claimed, and the events stand at their true time; no row stands next to them."""
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


def test_the_newest_of_one_family_and_one_person_come_first(events: EventRows) -> None:
    views = [event(f"m{n}", "Product Viewed", "milk", at=NOON + n * MINUTE) for n in range(5)]
    for each in (*views, event("m9", "Product Added", "milk")):
        events.put(each)
    events.put(event("m10", "Product Viewed", "tea", person=visitor("ana")))
    assert events.newest(ANA, "b", 3) == views[:1:-1]
    assert [e.message_id for e in events.newest(ANA, "c", 3)] == ["m9"]
    assert [e.message_id for e in events.newest(visitor("ana"), "b", 3)] == ["m10"]


def test_an_engine_that_is_gone_is_unavailable(tables: TableNames) -> None:
    no_stream_reads = writing_client("http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        EventRows(no_stream_reads, tables.events).put(event("m1", "Product Viewed", "milk"))


def fat(message_id: str, **more: Any) -> Event:
    """More than its row in the log has room for, in properties and in items."""
    ids = [str(UUID(int=pow(n + 2, 99, 2**127 - 1))) for n in range(60)]
    note = "".join(chr(33 + pow(7, n, 89)) for n in range(2_000))
    return event(message_id, "Cart Viewed", *ids, properties={"note": note}, **more)


def test_what_the_log_has_no_room_for_is_read_only_when_it_is_wanted(events: EventRows) -> None:
    large = fat("m1")
    small = event("m2", "Product Added", "milk", at=NOON + MINUTE)
    assert events.put(large) == Stored(large, is_new=True)
    events.put(small)
    first, second = events.newest(ANA, "c", 10)
    assert (first, second.kept) == (small, "cut")
    assert 0 < len(second.items) < 60
    assert events.completed([first, second]) == [small, large]


def test_a_retry_of_a_large_event_gives_all_of_what_was_stored_first(events: EventRows) -> None:
    first = fat("m1")
    events.put(first)
    again = replace(first, received_at=NOON + DAY, properties={"note": "another" * 500})
    assert events.put(again) == Stored(first, is_new=False)


def test_a_row_left_by_a_crash_is_taken_over_by_the_retry(
    events: EventRows, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    large = fat("m1")
    rest = to_rows(large, event_key(large)).rest
    assert rest is not None
    dynamodb.put_item(TableName=tables.events, Item=rest)
    assert events.put(large) == Stored(large, is_new=True)
    assert events.completed(events.newest(ANA, "c", 10)) == [large]


def test_deleting_leaves_nothing_of_an_event(
    events: EventRows, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    large = fat("m1", claimed_at=NOON + DAY)
    events.put(large)
    orphan = to_rows(fat("m2"), event_key(large)).rest
    assert orphan is not None
    dynamodb.put_item(TableName=tables.events, Item=orphan)
    events.delete([large])
    assert [row["sk"]["S"] for row in dynamodb.scan(TableName=tables.events)["Items"]] == ["x#m2"]
    events.delete_side_rows(ANA, lambda at, received_at: at == received_at == NOON)
    assert dynamodb.scan(TableName=tables.events)["Items"] == []


def test_an_event_under_a_key_too_many_is_a_stray(events: EventRows) -> None:
    """Sent first by a clock that seemed wrong, and again when it seemed right."""
    far = event("m1", "Product Viewed", "milk", claimed_at=NOON - DAY)
    near = replace(far, at=NOON - DAY, received_at=NOON + DAY)
    other = event("m2", "Product Viewed", "tea")
    for each in (far, near, other):
        assert events.put(each).is_new
    arrived = events.arrived([far, near, other])
    assert (arrived.events, arrived.strays) == ([far, other], [near])
    events.delete_strays(arrived.strays)
    assert events.newest(ANA, "b", 10) == [other, far]
    assert events.put(far) == Stored(far, is_new=False)


def test_a_page_reads_between_times_and_goes_on_where_it_ended(events: EventRows) -> None:
    views = [event(f"m{n}", "Product Viewed", at=NOON + n * MINUTE) for n in range(6)]
    for each in views:
        events.put(each)
    bounds: dict[str, Any] = {"since": NOON + MINUTE, "before": NOON + 5 * MINUTE}
    first = events.page(ANA, "b", limit=3, **bounds)
    assert first.events == views[4:1:-1]
    second = events.page(ANA, "b", limit=3, after=first.after, **bounds)
    assert (second.events, second.after) == ([views[1]], None)


@pytest.mark.parametrize(
    ("limit", "browse", "commerce"),
    [(2, None, 2), (3, None, 3), (4, 1, 3), (6, 3, 3), (9, 3, 3)],
)
def test_both_families_are_read_at_once(
    events: EventRows, limit: int, browse: int | None, commerce: int
) -> None:
    """Commerce first, and the newest first; either goes on where its page ended."""
    own = [
        event(f"{name}{n}", name, "milk", at=NOON + n)
        for name in ("Product Viewed", "Product Added")
        for n in range(3)
    ]
    for each in own:
        events.put(each)
    events.put(event("m9", "Order Completed", "milk", person=customer("ana2")))
    views, adds = events.newest_of_both(ANA, limit)
    assert adds.events == own[:2:-1][:commerce]
    assert (views.events if views else None) == (own[2::-1][:browse] if browse else None)
    if views and views.after:
        assert events.page(ANA, "b", limit=9, after=views.after).events == own[2::-1][browse:]
    if adds.after:
        assert events.page(ANA, "c", limit=9, after=adds.after).events == own[:2:-1][commerce:]
