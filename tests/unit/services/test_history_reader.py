"""A profile as the model reads it, and what is remembered of people."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.person import Person, customer
from functions.domain.profile import Interaction, Profile, extend, fold
from functions.domain.purchased import Purchased
from functions.services.serving import history_reader
from functions.services.serving.history_reader import HistoryReader, as_history, events_needed
from functions.storage.event_rows import Row, to_rows
from functions.storage.keys.event_keys import event_key
from functions.storage.profiles import pack_profile
from tests.unit.builders import NOON, event

ANA, EVA = customer("ana"), customer("eva")


def test_every_field_of_a_purchase_keeps_its_name() -> None:
    purchased = Purchased("milk", count=3, last_day=20_000, span=40, faded=0.25)
    (found,) = as_history(Profile(purchased=(purchased,))).purchased
    assert found._asdict() == purchased._asdict()


def test_an_interaction_keeps_item_kind_and_time() -> None:
    (found,) = as_history(Profile((Interaction("milk", "view", 7, tag=1),))).interactions
    assert (found.item_id, found.kind, found.at) == found[:3] == ("milk", "view", 7)


class Rows:
    """Events and profiles as they stand in storage."""

    def __init__(self) -> None:
        self.profiles: dict[Person, Profile] = {}
        self.events: dict[Person, list[Event]] = {}

    def packed(self, person: Person) -> bytes | None:
        return pack_profile(self.profiles[person]) if person in self.profiles else None

    def newest_rows(self, person: Person, family: str, _limit: int) -> list[Row]:
        events = [each for each in self.events.get(person, []) if each.family == family]
        return [row_of(each) for each in events]


def row_of(each: Event) -> Row:
    return to_rows(each, event_key(each)).log


EMPTY = Profile()


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def reader(rows: Rows) -> HistoryReader:
    given: Any = rows
    return HistoryReader(given, given, ThreadPoolExecutor(2))


def items(reader: HistoryReader, person: Person) -> list[str]:
    return [each.item_id for each in reader.load(person).interactions]


def test_a_history_is_the_same_object_until_something_new_is_read(
    rows: Rows, reader: HistoryReader
) -> None:
    first = event("m1", "Product Viewed", "milk")
    rows.events[ANA] = [first]
    before = reader.load(ANA)
    assert reader.load(ANA) is before

    rows.events[ANA] = [event("m2", "Product Viewed", "tea", at=NOON + 1), first]
    assert items(reader, ANA) == ["tea", "milk"]

    rows.profiles[ANA] = Profile((Interaction("bread", "view", NOON - 1, tag=9),))
    assert items(reader, ANA) == ["tea", "milk", "bread"]

    rows.profiles[ANA], rows.events[ANA] = EMPTY, []
    assert items(reader, ANA) == []


def test_people_share_no_history(rows: Rows, reader: HistoryReader) -> None:
    rows.events[ANA] = [event("m1", "Product Viewed", "milk")]
    rows.events[EVA] = [event("m1", "Product Viewed", "tea", person=EVA)]
    assert [items(reader, each) for each in (ANA, EVA, ANA, EVA)] == [["milk"], ["tea"]] * 2


def test_no_more_people_are_remembered_than_the_limit(
    rows: Rows, reader: HistoryReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_reader, "REMEMBERED", 3)
    people = [customer(str(number)) for number in range(9)]
    for number, each in enumerate(people):
        rows.events[each] = [event("m", "Product Viewed", str(number), person=each)]
    for _ in range(2):
        assert [items(reader, each) for each in people] == [[str(at)] for at in range(9)]
        assert len(reader._remembered) <= 3  # noqa: SLF001 nothing else shows it


def test_a_customer_who_moved_has_the_profile_of_the_other_one_and_the_newest_of_both(
    rows: Rows, reader: HistoryReader
) -> None:
    rows.profiles = {ANA: Profile(moved_to="eva"), EVA: fold([event("m1", "Product Viewed", "a")])}
    rows.events = {
        ANA: [event("m2", "Product Viewed", "b", at=NOON + 1)],
        EVA: [event("m3", "Product Viewed", "c", at=NOON + 2, person=EVA)],
    }
    assert items(reader, ANA) == ["c", "b", "a"]


names = st.sampled_from(
    ["Product Viewed", "Product Added", "Product Removed", "Order Completed", "Order Refunded",
     "Order Updated", "Cart Viewed", "identify"]
)  # fmt: skip
done = st.lists(
    st.tuples(
        st.sampled_from("123456789"),  # some share a message id
        names,
        st.lists(st.sampled_from("abcd"), max_size=2, unique=True),
        st.integers(0, 9),
        st.sampled_from("xyz"),
        st.booleans(),
        st.sampled_from([{}, {"consent": {"categoryPreferences": {"analytics": False}}}]),
    ),
    max_size=12,
)


@given(done, st.integers(0, 12), st.integers(0, 9), st.booleans())
def test_what_is_left_unread_changes_no_profile(
    did: list[Any], folded: int, since: int, personal: bool
) -> None:
    events = [
        event(
            f"m{name}", kind, *item_ids, at=NOON + at, order_id=order, verified=verified,
            context=context,
        )
        for name, kind, item_ids, at, order, verified, context in did
    ]  # fmt: skip
    profile = fold(events[:folded], since=NOON + since, personal=personal)
    read = events_needed(profile, [row_of(each) for each in events])
    assert extend(profile, read) == extend(profile, events)


def test_rows_whose_events_are_in_the_profile_are_not_read() -> None:
    events = [event(f"m{n}", "Product Viewed", "milk", at=NOON + n) for n in range(6)]
    rows = [row_of(each) for each in events]
    assert events_needed(fold(events[:4]), rows) == events[4:]


def test_a_damaged_row_is_passed_over() -> None:
    whole = event("m1", "Product Viewed", "milk")
    damaged = {**row_of(event("m2", "Product Viewed", "tea", at=NOON + 1)), "body": {"B": b"\x01"}}
    other = row_of(event("m3", "Product Viewed", "bread", at=NOON + 2))
    nameless = {name: each for name, each in other.items() if name != "name"}
    found = extend(EMPTY, events_needed(EMPTY, [damaged, row_of(whole), nameless]))
    assert [each.item_id for each in found.interactions] == ["milk"]
