from uuid import UUID, uuid4

import pytest

from functions.domain.person import Person, customer, is_unguessable, owner, visitor


def test_a_user_who_is_vouched_for_owns_the_event() -> None:
    assert owner(user_id="12", anonymous_id="v", instead=("o1",)) == customer("12")


def test_a_device_owns_what_no_user_does() -> None:
    assert owner(user_id=None, anonymous_id="v", instead=("o1",)) == visitor("v")


def test_an_order_at_a_till_is_an_owner_of_its_own() -> None:
    assert owner(user_id=None, anonymous_id=None, instead=(None, "o1")) == visitor("o1")
    assert owner(user_id=None, anonymous_id=None) is None


def test_a_key_leads_back_to_its_person() -> None:
    for person in (customer("a#b"), visitor("12")):
        assert Person.from_key(person.key) == person


def test_a_random_uuid_is_proof_enough() -> None:
    for _ in range(1_000):
        assert is_unguessable(str(uuid4()))
        assert is_unguessable(str(uuid4()).upper())


@pytest.mark.parametrize(
    "anonymous_id",
    [
        "",
        "1234",
        "0b6c0d3e-4a2f-1a55-9f43-0f3b6a6a0001",
        str(UUID(int=0)),
        str(UUID(int=2**128 - 1)),
        "00000000-0000-4000-8000-000000000000",
        "ffffffff-ffff-4fff-bfff-ffffffffffff",
        "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001\n",
        "0b6c0d3e4a2f4a559f430f3b6a6a0001",
    ],
)
def test_what_a_client_can_make_up_is_none(anonymous_id: str) -> None:
    assert not is_unguessable(anonymous_id)
