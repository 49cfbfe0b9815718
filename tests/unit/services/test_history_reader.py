"""A profile as the model reads it, and what is remembered of people."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.domain.event import Event
from functions.domain.person import Person, customer
from functions.domain.profile import Interaction, Profile
from functions.domain.purchased import Purchased
from functions.services.serving import history_reader
from functions.services.serving.history_reader import HistoryReader, as_history
from tests.unit.builders import NOON, event

ANA, EVA = customer("ana"), customer("eva")


def test_every_field_of_a_purchase_keeps_its_name() -> None:
    purchased = Purchased("milk", count=3, last_day=20_000, span=40, faded=0.25)
    (found,) = as_history(Profile(purchased=(purchased,))).purchased
    assert found._asdict() == purchased._asdict()


def test_an_interaction_keeps_item_kind_and_time() -> None:
    (found,) = as_history(Profile((Interaction("milk", "view", 7, tag=1),))).interactions
    assert found._asdict() == {"item_id": "milk", "kind": "view", "at": 7}


class Rows:
    """Events and profiles as storage gives them: the same objects for the same rows."""

    def __init__(self) -> None:
        self.profiles: dict[Person, Profile] = {}
        self.events: dict[Person, list[Event]] = {}

    def get(self, person: Person) -> tuple[Profile, int]:
        return self.profiles.get(person, EMPTY), 1

    def newest(self, person: Person, family: str, _limit: int) -> list[Event]:
        return self.events.get(person, []) if family == "b" else []


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
