from typing import TYPE_CHECKING

import pytest

from functions.domain.person import customer
from functions.domain.profile import Profile, fold
from functions.errors import RevisionLost
from functions.storage.profiles import ProfileRows
from functions.storage.tables import TableNames
from tests.unit.builders import event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA = customer("ana")
PROFILE = fold([event("m1", "Product Viewed", "milk"), event("m2", "Order Completed", "tea")])


@pytest.fixture
def profiles(dynamodb: "DynamoDBClient", tables: TableNames) -> ProfileRows:
    return ProfileRows(dynamodb, tables.customers)


def test_a_new_person_has_an_empty_profile_at_revision_0(profiles: ProfileRows) -> None:
    assert profiles.get(ANA) == (Profile(), 0)


def test_a_profile_comes_back_as_it_was_written(profiles: ProfileRows) -> None:
    profiles.put(ANA, PROFILE, rev=0)
    assert profiles.get(ANA) == (PROFILE, 1)


def test_of_two_writers_that_read_the_same_revision_one_loses(profiles: ProfileRows) -> None:
    profiles.put(ANA, PROFILE, rev=0)
    profiles.put(ANA, PROFILE, rev=1)
    with pytest.raises(RevisionLost):
        profiles.put(ANA, Profile(), rev=1)
    assert profiles.get(ANA) == (PROFILE, 2)
