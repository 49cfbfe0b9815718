from typing import TYPE_CHECKING

import pytest

from functions.domain.erasure import Erasure
from functions.domain.identity import Link
from functions.domain.person import customer, visitor
from functions.domain.preferences import Answer
from functions.domain.profile import Profile, fold
from functions.errors import RevisionLost
from functions.storage.customer_rows import CustomerRows
from functions.storage.erasures import ErasureRows
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import ProfileRows
from functions.storage.tables import TableNames
from tests.unit.builders import NOON, event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA, BEA = customer("ana"), customer("bea")


def test_erasures_add_up_and_adding_one_again_changes_nothing(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = ErasureRows(dynamodb, tables.customers)
    first, second = Erasure(0, 2**62, NOON), Erasure(5, 9, NOON + 1)
    for erasure in (first, second, first):
        rows.add("m1", erasure)
    assert rows.find(["m1", "m2", "m1"]) == {"m1": frozenset({first, second})}
    assert rows.find([]) == {}


def test_an_event_is_deleted_with_the_marker_of_its_raw_key(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    events = EventRows(dynamodb, tables.events)
    plain = event("m1", "Product Viewed", "milk")
    skewed = event("m2", "Product Viewed", "milk", claimed_at=NOON - 86_400_000)
    many = [event(f"n{n}", "Product Viewed", "milk", at=NOON + n) for n in range(60)]
    for each in (plain, skewed, *many):
        assert events.put(each).is_new
    events.delete([plain, skewed, *many])
    events.delete([plain])
    events.delete([])
    assert dynamodb.scan(TableName=tables.events)["Items"] == []


def test_every_row_of_a_person_goes_and_no_other(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    identity = IdentityRows(dynamodb, tables.customers)
    links = [Link(visitor(f"v{n}"), "ana", NOON + n) for n in range(40)]
    identity.write(links=links)
    assert list(identity.links_to("ana")) == links[::-1]
    ProfileRows(dynamodb, tables.customers).put(BEA, Profile(since=1), rev=0)
    CustomerRows(dynamodb, tables.customers).delete(ANA)
    assert list(identity.links_to("ana")) == []
    assert ProfileRows(dynamodb, tables.customers).get(BEA)[1] == 1


def test_preferences_come_back_as_they_were_written(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = PreferenceRows(dynamodb, tables.customers)
    answers = {"email": Answer(True, NOON, "key 1")}
    rows.put(ANA, answers, rev=0)
    assert rows.get(ANA) == (answers, 1)
    assert rows.get(BEA) == ({}, 0)
    assert rows.find([ANA, BEA, ANA]) == {ANA: answers}


def test_a_profile_that_was_deleted_does_not_rise_again(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    profiles = ProfileRows(dynamodb, tables.customers)
    profile = fold([event("m1", "Product Viewed", "milk")])
    profiles.put(ANA, profile, rev=0)
    with pytest.raises(RevisionLost):
        profiles.delete(ANA, rev=7)
    profiles.delete(ANA, rev=1)
    with pytest.raises(RevisionLost):
        profiles.put(ANA, profile, rev=1)
    assert profiles.get(ANA) == (Profile(), 0)
