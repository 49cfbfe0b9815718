"""Names and owners: written together or not at all, and only over what was read."""

from typing import TYPE_CHECKING

import pytest

from functions.domain.identity import END_OF_TIME, Link
from functions.domain.names import Names, joined, with_owners
from functions.domain.person import visitor
from functions.errors import RevisionLost
from functions.storage.identity import IdentityRows
from functions.storage.tables import TableNames
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DEVICE, CARD = visitor("v1"), visitor("id:loyalty:1")


@pytest.fixture
def identity(dynamodb: "DynamoDBClient", tables: TableNames) -> IdentityRows:
    return IdentityRows(dynamodb, tables.customers)


def test_names_come_back_as_they_were_written(identity: IdentityRows) -> None:
    link = Link(DEVICE, "ana", NOON)
    names = with_owners(joined(Names("ana"), Names("ana-maria")), DEVICE, [link])
    names = with_owners(names, CARD, [Link(CARD, "ana-maria", NOON)])
    identity.write(names=[names], owners={DEVICE: ([link], 0)}, links=[link])
    kept = identity.names("ana")
    assert kept == Names(
        "ana",
        aliases=("ana-maria",),
        linked={DEVICE: ((0, END_OF_TIME),), CARD: ((0, END_OF_TIME),)},
        activity={DEVICE: NOON, CARD: NOON},
        rev=1,
    )
    assert identity.owners([DEVICE]) == {DEVICE: ([link], 1)}
    assert identity.names("bea") == Names("bea")
    assert identity.owners([visitor("v2")]) == {visitor("v2"): ([], 0)}


def test_a_redirect_leads_to_the_present_id(identity: IdentityRows) -> None:
    identity.write(names=[joined(Names("new"), Names("old")), Names("old", moved_to="new")])
    assert identity.names("old") == identity.names("new")
    assert identity.present(["old", "new", "other"]) == {
        "old": "new",
        "new": "new",
        "other": "other",
    }


def test_of_two_writers_the_slower_one_writes_nothing(identity: IdentityRows) -> None:
    link = Link(DEVICE, "ana", NOON)
    identity.write(names=[Names("ana")], owners={DEVICE: ([link], 0)})
    for names, owners in (
        ([Names("ana", aliases=("x",))], {}),
        ([Names("bea")], {DEVICE: ([Link(DEVICE, "bea", NOON)], 0)}),
    ):
        with pytest.raises(RevisionLost):
            identity.write(names=names, owners=owners)
    assert identity.names("ana") == Names("ana", rev=1)
    assert identity.names("bea") == Names("bea")


def test_the_last_use_of_a_device_changes_no_revision(identity: IdentityRows) -> None:
    names = with_owners(Names("ana"), DEVICE, [Link(DEVICE, "ana", NOON)])
    identity.touch("ana", DEVICE, NOON)
    assert identity.names("ana") == Names("ana")
    identity.write(names=[names])
    identity.touch("ana", DEVICE, NOON + 9)
    kept = identity.names("ana")
    assert (kept.rev, kept.active_at(DEVICE)) == (1, NOON + 9)
