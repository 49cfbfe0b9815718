"""Events through the stream: into the lake and the profile, again and again if need be."""

import json
from base64 import b64encode
from typing import Any

import pytest

from functions.domain.event import Event
from functions.domain.person import customer, visitor
from functions.domain.purchased import Purchased
from functions.errors import RevisionLost, Unavailable
from functions.storage.event_rows import to_rows
from functions.storage.keys.event_keys import event_claim
from functions.stream.process import ProcessEvents
from functions.stream.wiring import process_events
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.event_stream import NEW_EVENTS
from local.services import LaptopServices
from local.streams import StreamPoller
from tests.functional.lake import lake_lines
from tests.unit.builders import DAY, MINUTE, NOON, event

ANA = customer("ana")


@pytest.fixture
def process(services: LaptopServices) -> ProcessEvents:
    return process_events(services)


def records(*events: Event) -> dict[str, Any]:
    return {"Records": [record(str(n), each) for n, each in enumerate(events)]}


def record(sequence: str, stored: Event) -> dict[str, Any]:
    row = dict(to_rows(stored, event_claim(stored)).log)
    row["body"] = {"B": b64encode(row["body"]["B"]).decode()}
    image = {"SequenceNumber": sequence, "NewImage": row}
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": image}


def store(services: LaptopServices, *events: Event) -> dict[str, Any]:
    for each in events:
        services.storage.events.put(each)
    return records(*events)


def test_an_order_reaches_the_lake_and_the_profile(
    services: LaptopServices, process: ProcessEvents
) -> None:
    order = event("m1", "Order Completed", "milk", "tea", order_id="o1", location="store-12")
    assert process(store(services, order), None) == {"batchItemFailures": []}
    (line,) = lake_lines(services)
    assert line["person"] == "customer#ana"
    assert (line["kind"], line["order_id"], line["location"]) == ("purchase", "o1", "store-12")
    assert [item["item_id"] for item in line["items"]] == ["milk", "tea"]
    profile, rev = services.storage.profiles.get(ANA)
    assert profile.purchased == tuple(Purchased(i, 1, NOON // DAY) for i in ("milk", "tea"))
    assert rev == 1


def test_the_lake_holds_nothing_that_reaches_a_person(
    services: LaptopServices, process: ProcessEvents
) -> None:
    reported = event(
        "m1",
        "Order Completed",
        "milk",
        properties={"email": "ana@example.com", "traits": {"phone": "+34600000000"}},
        context={"userAgent": "UA", "page": {"url": "https://shop/?email=ana@example.com"}},
    )
    process(store(services, reported), None)
    text = str(lake_lines(services))
    assert not any(word in text for word in ("ana@", "+34", "UA", "https"))


def test_a_batch_delivered_twice_changes_no_profile(
    services: LaptopServices, process: ProcessEvents
) -> None:
    batch = store(services, event("m1", "Order Completed", "milk", order_id="o1"))
    process(batch, None)
    before, _ = services.storage.profiles.get(ANA)
    process(batch, None)
    assert services.storage.profiles.get(ANA)[0] == before


def test_browsing_is_folded_when_as_much_waits_as_an_answer_adds(
    services: LaptopServices, process: ProcessEvents
) -> None:
    views = [event(f"m{n}", "Product Viewed", f"i{n}", at=NOON + n * MINUTE) for n in range(8)]
    process(store(services, *views[:7]), None)
    assert services.storage.profiles.get(ANA)[1] == 0
    process(store(services, views[7]), None)
    profile, _ = services.storage.profiles.get(ANA)
    assert len(profile.interactions) == 8
    process(store(services, event("m99", "Product Viewed", "x", at=NOON + DAY)), None)
    assert services.storage.profiles.get(ANA)[1] == 1


def test_one_bad_record_is_set_aside_and_stops_no_other(
    services: LaptopServices, process: ProcessEvents
) -> None:
    good = event("m1", "Order Completed", "milk")
    batch = store(services, good, event("m2", "Product Viewed", "tea"))
    batch["Records"][1]["dynamodb"]["NewImage"]["body"]["B"] = b64encode(b"\x09?").decode()
    assert process(batch, None) == {"batchItemFailures": []}
    assert [line["message_id"] for line in lake_lines(services)] == ["m1"]
    (kept,) = services.blobs.keys("failures/stream/")
    assert json.loads(services.blobs.read(kept)) == {"Records": [batch["Records"][1]]}


def test_a_record_that_cannot_be_set_aside_fails_alone(
    services: LaptopServices, process: ProcessEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(key: str, data: bytes) -> None:
        raise Unavailable("S3 does not answer")

    monkeypatch.setattr(services.blobs, "write", refuse)
    batch = store(services, event("m1", "Order Completed", "milk"), event("m2", "x"))
    batch["Records"][1]["dynamodb"]["NewImage"]["body"]["B"] = b64encode(b"\x09?").decode()
    assert process(batch, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_record_our_code_fails_on_is_set_aside_once_it_is_alone(
    services: LaptopServices, process: ProcessEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(services.update_profiles, "arrived", crash)
    two = store(services, event("m1", "Order Completed", "milk"), event("m2", "x"))
    with pytest.raises(ZeroDivisionError):
        process(two, None)
    assert process({"Records": two["Records"][:1]}, None) == {"batchItemFailures": []}
    assert len(list(services.blobs.keys("failures/stream/"))) == 1


def test_a_lake_that_takes_nothing_fails_every_record(
    services: LaptopServices, process: ProcessEvents
) -> None:
    services.data.mkdir()
    (services.data / "lake").write_text("a file where the folder should be")
    answer = process(store(services, event("m1", "x"), event("m2", "y")), None)
    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == ["0", "1"]


def test_a_profile_that_others_keep_writing_fails_its_own_records_only(
    services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea = visitor("bea")
    put = services.storage.profiles.put

    def contested(person: Any, profile: Any, *, rev: int) -> None:
        if person == bea:
            raise RevisionLost(person.key)
        put(person, profile, rev=rev)

    monkeypatch.setattr(services.storage.profiles, "put", contested)
    events = (event("m1", "Product Added", "a"), event("m2", "Product Added", "b", person=bea))
    answer = process_events(services)(store(services, *events), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert services.storage.profiles.get(ANA)[1] == 1


def test_a_writer_that_was_faster_is_met_by_recomputing(
    services: LaptopServices, process: ProcessEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store(services, event("m1", "Product Added", "a"))
    put = services.storage.profiles.put
    raced: list[int] = []

    def raced_once(person: Any, profile: Any, *, rev: int) -> None:
        if not raced:
            raced.append(rev)
            services.storage.events.put(event("m2", "Product Added", "b", at=NOON + MINUTE))
            put(person, profile, rev=rev)
        put(person, profile, rev=rev)

    monkeypatch.setattr(services.storage.profiles, "put", raced_once)
    assert process(first, None) == {"batchItemFailures": []}
    profile, rev = services.storage.profiles.get(ANA)
    assert [i.item_id for i in profile.interactions] == ["b", "a"]
    assert rev == 2


def test_an_event_stored_under_two_keys_is_deleted_under_the_second(
    services: LaptopServices, process: ProcessEvents
) -> None:
    """The first try's clock seemed a day off, the second's seemed right."""
    far = event("m1", "Product Added", "a", claimed_at=NOON - DAY)
    near = event("m1", "Product Added", "a", at=NOON - DAY, received_at=NOON + MINUTE)
    batch = store(services, far, near)
    assert len(services.storage.events.newest(ANA, "c", 9)) == 2
    assert process(batch, None) == {"batchItemFailures": []}
    assert services.storage.events.newest(ANA, "c", 9) == [far]
    assert [line["at"] for line in lake_lines(services)] == [NOON]
    profile, _ = services.storage.profiles.get(ANA)
    assert [i.at for i in profile.interactions] == [NOON]


def test_the_lake_has_every_line_of_an_order_that_its_row_has_no_room_for(
    services: LaptopServices, process: ProcessEvents
) -> None:
    ids = [f"{pow(n + 2, 99, 2**127 - 1):032x}" for n in range(80)]
    order = event("m1", "Order Completed", *ids, order_id="o1", location="store-12" * 9)
    process(store(services, order), None)
    (line,) = lake_lines(services)
    assert [item["item_id"] for item in line["items"]] == ids
    assert line["location"] == order.location
    profile, _ = services.storage.profiles.get(ANA)
    assert {each.item_id for each in profile.purchased} <= set(ids)
    assert len(profile.purchased) > 60


def test_only_events_wake_the_stream(services: LaptopServices, engine: Engine) -> None:
    """Neither a marker nor what a row has no room for is an event of its own."""
    note = "".join(chr(33 + pow(7, n, 89)) for n in range(2_000))
    far = event("m1", "Order Completed", "a", claimed_at=NOON - DAY, properties={"note": note})
    services.storage.events.put(far)
    arn = engine.stream_arn(services.settings.events_table)
    woken: list[Any] = []

    def handled(batch: dict[str, Any]) -> dict[str, Any]:
        woken.extend(record["dynamodb"]["Keys"]["sk"]["S"] for record in batch["Records"])
        return {"batchItemFailures": []}

    mapping = EventSourceMapping(
        handled, on_failure=lambda _records: None, filters=[NEW_EVENTS], pause=lambda _s: None
    )
    poller = StreamPoller(engine.streams, arn, mapping, start="TRIM_HORIZON")
    while poller.poll_once():
        pass
    assert woken == [f"c#{NOON:013d}#m1"]
