from functions.domain.person import Person, customer, owner, visitor


def test_a_verified_user_owns_the_event() -> None:
    assert owner(user_id="12", anonymous_id="v", verified=True) == customer("12")


def test_a_claimed_user_is_only_a_hint() -> None:
    assert owner(user_id="12", anonymous_id="v", verified=False) == visitor("v")
    assert owner(user_id="12", anonymous_id=None, verified=False) is None


def test_a_key_leads_back_to_its_person() -> None:
    for person in (customer("a#b"), visitor("12")):
        assert Person.from_key(person.key) == person
